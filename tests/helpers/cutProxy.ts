import net from 'node:net'
import type { AddressInfo } from 'node:net'

/**
 * A wire between a browser and the server that can be cut: open sockets die, new ones are refused. A browser's own
 * offline switch is not enough, since it leaves WebSockets that are open alone.
 */
export interface CutProxy {
  readonly port: number
  readonly origin: string
  cut(): void
  /** What is open goes dead without a word, as a line does while a laptop sleeps; new connections are taken. */
  swallow(): void
  mend(): void
  close(): Promise<void>
}

export const startCutProxy = async (target: () => number): Promise<CutProxy> => {
  const sockets = new Set<net.Socket>()
  let open = true
  const server = net.createServer((inbound) => {
    if (!open) {
      inbound.destroy()
      return
    }
    const outbound = net.connect(target(), '127.0.0.1')
    for (const [one, other] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        // What came before an orderly end still has to reach the other side.
        if (one.readableEnded) other.end()
        else other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // reason: a TCP server that listens has an address object, never a pipe name
  const { port } = server.address() as AddressInfo
  return {
    port,
    origin: `http://localhost:${port}`,
    cut() {
      open = false
      for (const socket of sockets) socket.destroy()
    },
    swallow() {
      for (const socket of sockets) {
        socket.unpipe()
        // Read, so that the other side goes on believing, and thrown away.
        socket.resume()
      }
    },
    mend() {
      open = true
    },
    async close() {
      open = false
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
