import net from 'node:net'

/** All sockets read into this: the load generator copies nothing it does not need. */
const SHARED = Buffer.allocUnsafe(256 * 1_024)
/** Not zero, for `ws` leaves a frame with a mask of zeros as it is. */
const MASK = [0x37, 0xfa, 0x21, 0x3d] as const
const MIN_CARRY = 4_096

/** Hears one message: bytes `start` to `end` of `buffer`, valid during the call only. */
export type OnMessage = (buffer: Buffer, start: number, end: number) => void

/** A client's frame with `payload` in it, masked, ready for {@link RawSocket.write}. */
export const maskedFrame = (payload: Uint8Array): { readonly frame: Buffer; readonly at: number } => {
  const { length } = payload
  const at = length < 126 ? 6 : length < 65_536 ? 8 : 14
  const frame = Buffer.allocUnsafe(at + length)
  frame[0] = 0x82
  if (length < 126) frame[1] = 0x80 | length
  else if (length < 65_536) {
    frame[1] = 0xfe
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 0xff
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.set(MASK, at - 4)
  for (let i = 0; i < length; i++) frame[at + i] = (payload[i] ?? 0) ^ (MASK[i & 3] ?? 0)
  return { frame, at }
}

/** Writes `bytes` into the masked payload of `frame` (which begins at `at`) from its byte `offset` on. */
export const stamp = (frame: Buffer, at: number, offset: number, bytes: Uint8Array): void => {
  for (let i = 0; i < bytes.length; i++)
    frame[at + offset + i] = (bytes[i] ?? 0) ^ (MASK[(offset + i) & 3] ?? 0)
}

/** A WebSocket client that costs less than any server it drives: no object and, mostly, no copy per message. */
export class RawSocket {
  readonly #socket: net.Socket
  readonly #onOpen: () => void
  readonly #onMessage: OnMessage
  #open = false
  #carry: Buffer = Buffer.alloc(0)
  #carried = 0
  #needed = 0
  bytesIn = 0
  framesIn = 0
  closed = false

  constructor(options: {
    readonly port: number
    readonly path: string
    readonly protocol?: string
    onOpen(): void
    readonly onMessage: OnMessage
    onClose(): void
  }) {
    const { port, path, protocol } = options
    this.#onOpen = options.onOpen
    this.#onMessage = options.onMessage
    this.#socket = net.connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: SHARED,
        callback: (length) => {
          this.#read(length)
          return true
        },
      },
    })
    this.#socket.on('connect', () =>
      this.#socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n' +
          `${protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`}\r\n`,
      ),
    )
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', () => {
      this.closed = true
      options.onClose()
    })
  }

  #read(length: number): void {
    this.bytesIn += length
    if (this.#carried === 0) return this.#parse(SHARED, length)
    this.#keep(SHARED, 0, length)
    if (this.#carried < this.#needed) return
    const buffer = this.#carry
    const carried = this.#carried
    this.#carry = Buffer.alloc(0)
    this.#carried = 0
    this.#parse(buffer, carried)
  }

  /** Puts what is not yet a whole frame aside. */
  #keep(from: Buffer, start: number, end: number): void {
    const wanted = this.#carried + end - start
    if (this.#carry.length < wanted) {
      const larger = Buffer.allocUnsafe(Math.max(wanted, this.#needed, this.#carry.length * 2, MIN_CARRY))
      this.#carry.copy(larger, 0, 0, this.#carried)
      this.#carry = larger
    }
    from.copy(this.#carry, this.#carried, start, end)
    this.#carried = wanted
  }

  #parse(buffer: Buffer, end: number): void {
    let at = 0
    this.#needed = 0
    if (!this.#open) {
      const blank = buffer.subarray(0, end).indexOf('\r\n\r\n')
      if (blank < 0) return this.#keep(buffer, 0, end)
      if (!buffer.subarray(0, 12).toString('latin1').includes(' 101')) return void this.#socket.destroy()
      this.#open = true
      at = blank + 4
      this.#onOpen()
    }
    while (end - at >= 2 && !this.closed) {
      let length = (buffer[at + 1] ?? 0) & 127
      let head = 2
      if (length === 126) {
        if (end - at < 4) break
        length = buffer.readUInt16BE(at + 2)
        head = 4
      } else if (length === 127) {
        if (end - at < 10) break
        length = Number(buffer.readBigUInt64BE(at + 2))
        head = 10
      }
      if (end - at < head + length) {
        this.#needed = head + length
        break
      }
      const kind = (buffer[at] ?? 0) & 15
      const start = at + head
      at = start + length
      if (kind === 1 || kind === 2) {
        this.framesIn++
        this.#onMessage(buffer, start, at)
      } else if (kind === 9) {
        const { frame } = maskedFrame(buffer.subarray(start, at))
        frame[0] = 0x8a
        this.write(frame)
      } else if (kind === 8) this.#socket.end()
    }
    if (at < end) this.#keep(buffer, at, end)
  }

  write(frame: Buffer): void {
    this.#socket.write(frame)
  }
  send(payload: Uint8Array): void {
    this.write(maskedFrame(payload).frame)
  }
  pause(): void {
    this.#socket.pause()
  }
  resume(): void {
    this.#socket.resume()
  }
  close(): void {
    this.#socket.destroy()
  }
}
