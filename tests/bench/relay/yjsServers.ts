import type { Client, ConnectOptions, Contender } from './contender.ts'
import { RawSocket } from './rawSocket.ts'
import { printUpdate, readActs, readUintAt } from './yjsUpdate.ts'

const SYNC = 0
const STEP_1 = 0
const STEP_2 = 1
const UPDATE = 2
/** Hocuspocus' own message types. */
const AUTH = 2
const SYNC_STATUS = 8
const NO_STATE = [1, 0]
const NO_UPDATE = [2, 0, 0]

/** A client of the y-websocket protocol; Hocuspocus puts the document's name before each message. */
const connectYjs = (
  { port, room, onAct, onAcknowledged }: ConnectOptions,
  path: string,
  head: readonly number[],
): Client => {
  let writer = 0
  let clock = 0
  let historyBytes = 0
  let answered = false
  let socket: RawSocket | undefined
  const say = (...bytes: readonly number[]): void => socket?.send(Uint8Array.of(...head, ...bytes))
  const ready = new Promise<void>((resolve, reject) => {
    socket = new RawSocket({
      port,
      path,
      onOpen() {
        if (head.length > 0) say(AUTH, 0, 0)
        say(SYNC, STEP_1, ...NO_STATE)
      },
      onMessage(buffer, from) {
        const start = from + head.length
        if (buffer[start] === SYNC_STATUS) {
          // The first one answers our empty step 2.
          if (answered) onAcknowledged?.(1)
          answered = true
          return
        }
        if (buffer[start] !== SYNC) return
        const step = buffer[start + 1]
        if (step === STEP_1) return say(SYNC, STEP_2, ...NO_UPDATE)
        readActs(buffer, readUintAt(buffer, start + 2)[1], onAct)
        if (step !== STEP_2) return
        historyBytes = socket?.bytesIn ?? 0
        resolve()
      },
      onClose: () => reject(new Error(`the server closed room ${room}`)),
    })
  })
  ready.catch(() => undefined)
  if (!socket) throw new Error('a promise runs its executor at once')
  const opened = socket
  return {
    socket: opened,
    ready,
    historyBytes: () => historyBytes,
    async write(number) {
      writer = number
    },
    send(size) {
      const update = printUpdate(writer, clock++, size, performance.now())
      const length = update.length
      const prefix = [...head, SYNC, UPDATE, (length & 127) | 128, length >> 7]
      const message = Buffer.allocUnsafe(prefix.length + length)
      message.set(prefix)
      update.copy(message, prefix.length)
      opened.send(message)
    },
    sent: () => clock,
  }
}

export const hocuspocus = (script: string): Contender => ({
  name: 'Hocuspocus 4.7 + sqlite',
  keeps: true,
  acknowledges: true,
  script,
  connect(options) {
    const name = Buffer.from(`room ${options.room}`)
    return connectYjs(options, '/', [name.length, ...name])
  },
})

export const yWebsocketServer = (script: string): Contender => ({
  name: 'y-websocket + leveldb',
  keeps: true,
  acknowledges: false,
  script,
  env: (folder) => ({ HOST: '127.0.0.1', YPERSISTENCE: `${folder}/leveldb` }),
  connect: (options) => connectYjs(options, `/room-${options.room}`, []),
})
