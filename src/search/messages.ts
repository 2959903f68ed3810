import type { Found } from '../domain/found.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { SearchablePaper } from './paperSearch.ts'

/** What the page says to whoever searches for it. Both come from one build, so that what arrives is what was meant. */
export type ToSearch =
  | { readonly type: 'put'; readonly papers: readonly SearchablePaper[] }
  | { readonly type: 'drop'; readonly keys: readonly PaperKey[] }
  | { readonly type: 'find'; readonly id: number; readonly query: string; readonly limit: number }
  /** Nobody waits for this answer any more. */
  | { readonly type: 'leave'; readonly id: number }

/** What is said back. Nothing is heard before the hello: a worker loses what is said while it starts. */
export type FromSearch =
  { readonly type: 'hello' } | { readonly type: 'found'; readonly id: number; readonly found: Found }

/** One side of the talk: a worker seen from the page, the page seen from the worker, or a port of a channel. */
export interface SearchPort<Out, In> {
  postMessage(message: Out): void
  addEventListener(type: 'message', listener: (event: { readonly data: In }) => void): void
}
