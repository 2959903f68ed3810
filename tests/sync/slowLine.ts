import net from 'node:net'
import type { AddressInfo } from 'node:net'

/** A line between a device and the relay that is as slow as a phone's, both ways, and breaks by itself. */
export interface SlowLine {
  /** What a device dials. */
  readonly url: string
  /** Bytes that have reached the device, and the relay. */
  down(): number
  up(): number
  breaks(): number
  close(): Promise<void>
}

/** A chunk is passed on in pieces of so many bytes, each in its own time. */
const PIECE = 16_384

export const openSlowLine = async (
  target: () => string,
  { bytesPerSecond, breaksEveryMs }: { readonly bytesPerSecond: number; readonly breaksEveryMs: number },
): Promise<SlowLine> => {
  const passed = { up: 0, down: 0 }
  const pairs = new Set<() => void>()
  let broken = 0

  const pass = (from: net.Socket, to: net.Socket, way: 'up' | 'down'): void => {
    // When the line has passed on what it was given.
    let free = Date.now()
    from.on('data', (chunk: Buffer) => {
      from.pause()
      void (async () => {
        for (let at = 0; at < chunk.length; at += PIECE) {
          const piece = chunk.subarray(at, at + PIECE)
          free = Math.max(free, Date.now()) + (piece.length / bytesPerSecond) * 1_000
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, free - Date.now())))
          if (to.destroyed) return
          to.write(piece)
          passed[way] += piece.length
        }
        from.resume()
      })()
    })
  }
  const server = net.createServer((device) => {
    const { port } = new URL(target())
    const relay = net.connect(Number(port), '127.0.0.1')
    const end = (): void => {
      pairs.delete(end)
      device.destroy()
      relay.destroy()
    }
    pairs.add(end)
    for (const socket of [device, relay]) {
      socket.on('error', end)
      socket.on('close', end)
    }
    pass(device, relay, 'up')
    pass(relay, device, 'down')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const breaking = setInterval(() => {
    if (pairs.size > 0) broken++
    for (const end of [...pairs]) end()
  }, breaksEveryMs)
  // reason: a TCP server that listens has an address object, never a pipe name
  const { port } = server.address() as AddressInfo
  return {
    url: `ws://localhost:${port}/relay`,
    up: () => passed.up,
    down: () => passed.down,
    breaks: () => broken,
    async close() {
      clearInterval(breaking)
      for (const end of [...pairs]) end()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
