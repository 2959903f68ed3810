/**
 * What every JavaScript runtime has (page, worker, Node) and the ECMAScript library types leave out.
 * Pure ground compiles with these and nothing else: no DOM, no Node, no timers.
 */
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes?: Uint8Array): string
}
declare class URL {
  constructor(url: string, base?: string | URL)
  readonly protocol: string
  readonly host: string
  readonly hostname: string
  readonly origin: string
  readonly pathname: string
  readonly search: string
  readonly hash: string
  readonly href: string
  readonly searchParams: { get(name: string): string | null }
  toString(): string
  static canParse(url: string, base?: string): boolean
}
declare function structuredClone<T>(value: T): T
