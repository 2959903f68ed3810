import type { Bytes } from '../lib/bytes.ts'
import type { WireLimits } from '../protocol/limits.ts'
import type { ClientMessage, RelayMessage, RoomRef } from '../protocol/message.ts'

/** The little of a WebSocket that is used; the browser's and the one of `ws` both fit. */
export interface SocketLike {
  binaryType: string
  readonly readyState: number
  readonly bufferedAmount: number
  // reason for `never`: the platforms' event types differ, and a handler may only ask for less than they give
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(bytes: Bytes): void
  close(code?: number, reason?: string): void
}

export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => SocketLike

type WithoutRoom<M> = M extends { readonly room: RoomRef } ? Omit<M, 'room'> : never
/** What a room says to the relay; the connection adds the number it calls the room by. */
export type RoomMessage = WithoutRoom<ClientMessage>

/** One connection to the relay, as a room that was attached to it sees it. */
export interface RoomConnection {
  /** 32 bytes, new for every connection. */
  readonly challenge: Bytes
  readonly limits: WireLimits
  /** What was dialled, as `https://host`. */
  readonly origin: string
  /** Small things: sent at once, before whatever waits. */
  say(message: RoomMessage): void
  /** Records, parts and what must follow them: sent in this order, as fast as the relay and the line allow. */
  post(messages: readonly RoomMessage[]): void
  /** Posted bytes that have not left yet, and the socket's own; falls while the line is alive. */
  waitingBytes(): number
  /** Gives the connection up; every room begins anew with the next one. */
  drop(reason: string): void
}

/** A room's side of the link. Nothing is called after `detach`. */
export interface RoomHandler {
  opened(connection: RoomConnection): void
  /** The room's messages of one frame, in order. */
  receive(messages: readonly RelayMessage[], bytes: number): void
  pong(): void
  /** The connection is gone. */
  closed(): void
}
