// The ceiling: what `ws` costs when a message goes to the others in the room as it came, kept nowhere.
import { WebSocketServer } from 'ws'

const rooms = new Map()
const server = new WebSocketServer({
  port: Number(process.env.PORT),
  host: '127.0.0.1',
  perMessageDeflate: false,
  backlog: 4_096,
})
server.on('connection', (socket, request) => {
  const room = rooms.get(request.url) ?? new Set()
  rooms.set(request.url, room.add(socket))
  socket.on('message', (data) => {
    for (const other of room)
      if (other !== socket && other.readyState === other.OPEN) other.send(data, { binary: true })
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    room.delete(socket)
    if (room.size === 0) rooms.delete(request.url)
  })
})
