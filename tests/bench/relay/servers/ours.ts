import http from 'node:http'
import { openLmdbStore } from '../../../../server/relay/lmdbLog.ts'
import { createRelay } from '../../../../server/relay/relay.ts'

/** A load generator says through one connection what a lab says through hundreds, so the rates of one are lifted. */
const LOAD = 1_000_000_000

const store = await openLmdbStore(process.env['DATA'] ?? '')
if (!store.ok) throw new Error(store.error)
const relay = createRelay({
  store: store.value,
  origins: [],
  limits: {
    appendsPerSecond: LOAD,
    appendBurst: LOAD,
    bytesPerSecond: LOAD,
    byteBurst: LOAD,
    maxTailRecords: LOAD,
    maxRoomBytes: LOAD,
    recordsPerHour: LOAD,
    bytesPerHour: LOAD * 1_000,
    hellosPerSecond: LOAD,
    helloBurst: LOAD,
    maxStrangersPerAddress: LOAD,
    roomsPerDay: LOAD,
    bytesPerDay: LOAD * 1_000,
  },
  log: (event, facts) => console.error(event, JSON.stringify(facts)),
})
const server = http.createServer()
server.on('upgrade', (request, socket, head) => relay.handleUpgrade(request, socket, head))
server.listen({ port: Number(process.env['PORT']), host: '127.0.0.1', backlog: 4_096 })
