import { WebSocket } from 'ws'
import type { WebSocketConstructor } from '../../src/sync/wire.ts'

/** Nobody listens there: dialling is refused, as it is without a network. */
const NOWHERE = 'ws://127.0.0.1:1/relay'

/** A device's own line to the relay. */
export interface Line {
  readonly WebSocket: WebSocketConstructor
  cut(): void
  mend(): void
  isCut(): boolean
}

export const createLine = (): Line => {
  const open = new Set<WebSocket>()
  let down = false
  class LineSocket extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(down ? NOWHERE : url, protocols)
      open.add(this)
      this.on('close', () => open.delete(this))
      this.on('error', () => undefined)
    }
  }
  return {
    // reason: its event types are classes of its own, which the shared interface does not name
    WebSocket: LineSocket as unknown as WebSocketConstructor,
    cut() {
      down = true
      for (const socket of open) socket.terminate()
    },
    mend() {
      down = false
    },
    isCut: () => down,
  }
}
