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
  /** Where the metrics are, on an address of their own; `null`: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null
  /** Proxies whose word on a client's address is taken, beside this machine: addresses and networks. */
  readonly proxies: readonly string[]
  /** Whether rooms in which nobody has been for years are deleted. */
  readonly forget: boolean
  /** New rooms that one address may make in a day; `null`: as many as the relay thinks right. */
  readonly dailyRooms: number | null
  /** MiB that one address may have kept in a day; `null`: as many as the relay thinks right. */
  readonly dailyMib: number | null
}

const DEFAULT_PORT = 8787

const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '').split(/[\s,]+/).filter((part) => part !== '')

/** `9464`, `127.0.0.1:9464` or `[::1]:9464`; a port alone is one of this machine's. */
const parseMetrics = (text: string): ServerConfig['metrics'] | undefined => {
  if (text === '') return null
  const found = /^(?:(?:\[([\da-f:.]+)\]|([^\s:[\]]+)):)?(\d{1,5})$/i.exec(text)
  const port = Number(found?.[3])
  return found && port <= 65_535 ? { host: found[1] ?? found[2] ?? '127.0.0.1', port } : undefined
}

/** A whole number from 1; `undefined` for what is none. */
const parseCount = (text: string): number | null | undefined =>
  text === '' ? null : /^[1-9]\d{0,11}$/.test(text) ? Number(text) : undefined

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
  for (const text of listOf(env['CARREL_ORIGINS'])) {
    const origin = parseOrigin(text)
    if (origin === null)
      return err(`CARREL_ORIGINS must name addresses like https://carrel.example, and “${text}” is none.`)
    origins.push(origin)
  }
  const textOf = (name: string): string => env[name]?.trim() ?? ''
  const metrics = parseMetrics(textOf('CARREL_METRICS'))
  if (metrics === undefined)
    return err(
      `CARREL_METRICS must be an address like 127.0.0.1:9464, and “${textOf('CARREL_METRICS')}” is none.`,
    )
  const counts: (number | null)[] = []
  for (const name of ['CARREL_DAILY_ROOMS', 'CARREL_DAILY_MIB']) {
    const count = parseCount(textOf(name))
    if (count === undefined) return err(`${name} must be a whole number from 1, and is “${textOf(name)}”.`)
    counts.push(count)
  }
  const [dailyRooms = null, dailyMib = null] = counts
  return ok({
    port,
    host: env['HOST']?.trim() || null,
    data: path.resolve(folders.cwd, env['CARREL_DATA']?.trim() || 'data'),
    app: folders.app,
    origins,
    live: env['CARREL_LIVE'] !== '0',
    metrics,
    proxies: listOf(env['CARREL_PROXIES']),
    forget: env['CARREL_FORGET'] !== '0',
    dailyRooms,
    dailyMib,
  })
}
