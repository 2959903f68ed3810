import type { Contender } from './contender.ts'
import { RawSocket } from './rawSocket.ts'
import { printUpdate, readActs } from './yjsUpdate.ts'

/** Bare `ws`: a message is an update and goes to the others as it is. */
export const bareFanOut = (script: string): Contender => ({
  name: 'bare ws fan-out',
  keeps: false,
  acknowledges: false,
  script,
  connect({ port, room, onAct }) {
    let writer = 0
    let clock = 0
    let socket: RawSocket | undefined
    const ready = new Promise<void>((resolve, reject) => {
      socket = new RawSocket({
        port,
        path: `/${room}`,
        onOpen: resolve,
        onMessage: (buffer, start) => readActs(buffer, start, onAct),
        onClose: () => reject(new Error('bare ws closed')),
      })
    })
    ready.catch(() => undefined)
    if (!socket) throw new Error('a promise runs its executor at once')
    const opened = socket
    return {
      socket: opened,
      ready,
      historyBytes: () => 0,
      async write(number) {
        writer = number
      },
      send: (size) => opened.send(printUpdate(writer, clock++, size, performance.now())),
      sent: () => clock,
    }
  },
})
