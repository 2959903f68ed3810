import path from 'node:path'
import { err, ok, type Result } from '../../src/lib/result.ts'

export interface ServerConfig {
  /** 0: any free port. */
  readonly port: number
  /** `null`: every address of this machine. */
  readonly host: string | null
  /** Absolute. */
  readonly data: string
  /** Absolute; what the build made of the app. */
  readonly app: string
  /** Names under which browsers reach this server, as `https://carrel.example`; empty: localhost only. */
  readonly origins: readonly string[]
  /** Whether live sources may be asked. */
  readonly live: boolean
}

const DEFAULT_PORT = 8787

/** `https://Carrel.example/` → `https://carrel.example`; `null` for what is no origin. */
const parseOrigin = (text: string): string | null => {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const plain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  return plain && (url.protocol === 'https:' || url.protocol === 'http:') ? url.origin : null
}

/** Reads the environment; the error is a sentence for the terminal. */
export const parseConfig = (
  env: Readonly<Record<string, string | undefined>>,
  folders: { readonly cwd: string; readonly app: string },
): Result<ServerConfig, string> => {
  const portText = env['PORT']?.trim() ?? ''
  const port = portText === '' ? DEFAULT_PORT : Number(portText)
  if (!/^\d*$/.test(portText) || port > 65_535)
    return err(`PORT must be a number from 0 to 65535, and is “${portText}”.`)
  const origins: string[] = []
  for (const text of (env['CARREL_ORIGINS'] ?? '').split(/[\s,]+/).filter((part) => part !== '')) {
    const origin = parseOrigin(text)
    if (origin === null)
      return err(`CARREL_ORIGINS must name addresses like https://carrel.example, and “${text}” is none.`)
    origins.push(origin)
  }
  return ok({
    port,
    host: env['HOST']?.trim() || null,
    data: path.resolve(folders.cwd, env['CARREL_DATA']?.trim() || 'data'),
    app: folders.app,
    origins,
    live: env['CARREL_LIVE'] !== '0',
  })
}
