import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** What y-websocket's provider says to the server it believes in. */
export interface ProviderListener {
  /** The document may hold something new. */
  edited(): void
  /** An awareness update of this device. */
  presence(update: Uint8Array): void
}

/** The room's side of the sealed socket: a y-websocket server in front of the log. */
export interface Doorway {
  /** For `WebSocketPolyfill`. */
  readonly WebSocket: typeof WebSocket
  /** Resolves when the provider has a socket that takes what is said. */
  ready(): Promise<void>
  /** The relay let the room in. */
  open(): void
  /** Hands updates of the log to the provider, which applies them. */
  apply(updates: readonly Uint8Array[]): void
  /**
   * The log is replayed: the provider's question is answered, which is what makes it `synced`, and it is asked in turn
   * for what `held`, the clocks the relay holds per client, lacks.
   */
  replayed(held: ReadonlyMap<number, number>): void
  presence(update: Uint8Array): void
  /** A sign of life from the relay. */
  alive(): void
  close(): void
}

const SYNC = 0
const AWARENESS = 1
const STEP_1 = 0
const STEP_2 = 1
const UPDATE = 2
/** An update without content. */
const EMPTY = new Uint8Array([0, 0])
/** An awareness message about nobody: keeps y-websocket's watchdog of 30 s quiet and changes nothing. */
const KEEP_ALIVE = new Uint8Array([1, 1, 0])

const printSync = (kind: number, body: Uint8Array): Uint8Array => {
  const to = encoding.createEncoder()
  encoding.writeVarUint(to, SYNC)
  encoding.writeVarUint(to, kind)
  encoding.writeVarUint8Array(to, body)
  return encoding.toUint8Array(to)
}

const printAwareness = (update: Uint8Array): Uint8Array => {
  const to = encoding.createEncoder()
  encoding.writeVarUint(to, AWARENESS)
  encoding.writeVarUint8Array(to, update)
  return encoding.toUint8Array(to)
}

type Callback = ((event: object) => void) | null

/** The little of a WebSocket that the provider uses. */
class SealedSocket {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readonly OPEN = 1
  binaryType = 'arraybuffer'
  readyState = 0
  onopen: Callback = null
  onmessage: Callback = null
  onclose: Callback = null
  onerror: Callback = null
  asked = false
  readonly #said: (socket: SealedSocket, data: Uint8Array) => void
  readonly #closed: (socket: SealedSocket) => void

  constructor(
    said: (socket: SealedSocket, data: Uint8Array) => void,
    closed: (socket: SealedSocket) => void,
  ) {
    this.#said = said
    this.#closed = closed
  }

  send(data: Uint8Array): void {
    if (this.readyState === 1) this.#said(this, data)
  }

  close(): void {
    this.readyState = 3
    this.#closed(this)
  }

  begin(): void {
    if (this.readyState !== 0) return
    this.readyState = 1
    this.onopen?.({})
  }

  deliver(message: Uint8Array): void {
    // A copy: the provider reads the whole buffer behind what it is given.
    if (this.readyState === 1) this.onmessage?.({ data: message.slice().buffer })
  }

  end(): void {
    this.readyState = 3
    this.onclose?.({ code: 1006, reason: '', wasClean: false })
  }
}

export const createDoorway = (listener: ProviderListener): Doorway => {
  let current: SealedSocket | null = null
  let isOpen = false
  let held: ReadonlyMap<number, number> | null = null
  const waiting: (() => void)[] = []

  const answer = (socket: SealedSocket): void => {
    if (!held || !socket.asked) return
    socket.asked = false
    socket.deliver(printSync(STEP_2, EMPTY))
    socket.deliver(printSync(STEP_1, Y.encodeStateVector(new Map(held))))
  }

  const said = (socket: SealedSocket, data: Uint8Array): void => {
    if (socket !== current) return
    const from = decoding.createDecoder(data)
    const type = decoding.readVarUint(from)
    if (type === AWARENESS) listener.presence(decoding.readVarUint8Array(from))
    if (type !== SYNC) return
    if (decoding.readVarUint(from) === STEP_1) {
      socket.asked = true
      answer(socket)
      // What it sends is not looked at: the difference to the log is computed from the document itself.
    } else listener.edited()
  }
  const closed = (socket: SealedSocket): void => {
    if (socket === current) current = null
  }

  const adopt = (socket: SealedSocket): void => {
    current = socket
    // The provider sets its handlers after the constructor has returned.
    queueMicrotask(() => {
      for (const resolve of waiting.splice(0)) resolve()
      if (isOpen && current === socket) socket.begin()
    })
  }

  class ProviderSocket extends SealedSocket {
    constructor() {
      super(said, closed)
      adopt(this)
    }
  }

  return {
    // reason: the provider uses only what SealedSocket has; the rest of a WebSocket's type is never touched
    WebSocket: ProviderSocket as unknown as typeof WebSocket,
    ready: () =>
      current && current.readyState < 2 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
    open() {
      isOpen = true
      current?.begin()
    },
    apply(updates) {
      for (const update of updates) current?.deliver(printSync(UPDATE, update))
    },
    replayed(clocks) {
      held = clocks
      if (current) answer(current)
    },
    presence: (update) => current?.deliver(printAwareness(update)),
    alive: () => current?.deliver(KEEP_ALIVE),
    close() {
      isOpen = false
      held = null
      const socket = current
      current = null
      socket?.end()
    },
  }
}
