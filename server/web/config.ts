import path from 'node:path'
import { err, ok, type Result } from '../../src/lib/result.ts'

type LookupName = 'arxiv' | 'crossref' | 'datacite'
const LOOKUP_VARIABLES: readonly (readonly [LookupName, string])[] = [
  ['arxiv', 'CARREL_ARXIV'],
  ['crossref', 'CARREL_CROSSREF'],
  ['datacite', 'CARREL_DATACITE'],
]

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
  /** Where logs are kept: `null` in the data folder, else in a Redis that several servers share. */
  readonly redis: { readonly url: string; readonly weak: boolean } | null
  /** Read link of the feed that another server publishes; `null`: this one publishes its own. */
  readonly feed: string | null
  /**
   * Where browsers look papers up that people add by id: addresses in place of the usual ones, `null` for a registry
   * that is not asked, and nothing for one that is asked where it always is.
   */
  readonly lookups: Readonly<Partial<Record<LookupName, string | null>>>
  /** Whether live sources may be asked. */
  readonly live: boolean
  /** Where the metrics are, on an address of their own; `null`: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null
  /** Proxies whose word on a client's address is taken, beside this machine: addresses and networks. */
  readonly proxies: readonly string[]
  /** Whether browsers may keep the app for use without a network. */
  readonly offline: boolean
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

/** `https://mirror.example/arxiv/` → without the last slash; `undefined` for what is no address of the web. */
const parseAddress = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined
  const { protocol, search, hash, username } = new URL(text)
  const plain = search === '' && hash === '' && username === ''
  return plain && (protocol === 'https:' || protocol === 'http:') ? text.replace(/\/+$/, '') : undefined
}

const REDIS_SCHEMES = new Set(['redis:', 'rediss:', 'unix:'])

/** An address without the password that may stand in it. */
const withoutPassword = (text: string): string => text.replace(/\/\/[^@/]*@/, '//…@')

/** The address as it is; `undefined` for what is none of a Redis. */
const parseStore = (text: string): string | null | undefined => {
  if (text === '') return null
  if (!URL.canParse(text)) return undefined
  const { protocol, hostname, pathname } = new URL(text)
  const named = protocol === 'unix:' ? pathname.length > 1 : hostname !== '' && /^(?:\/\d*)?$/.test(pathname)
  return REDIS_SCHEMES.has(protocol) && named ? text : undefined
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
  const store = parseStore(textOf('CARREL_STORE'))
  if (store === undefined)
    return err(
      'CARREL_STORE must be the address of a Redis like redis://127.0.0.1:6379, and ' +
        `“${withoutPassword(textOf('CARREL_STORE'))}” is none. Unset, documents are kept in the data folder.`,
    )
  const feed = textOf('CARREL_FEED') || null
  if (feed !== null && !/^[\w-]+$/.test(feed))
    return err(
      'CARREL_FEED must be the link that the publishing server names as “feed” in its /carrel.json, and ' +
        `“${feed}” is none.`,
    )
  const lookups: Partial<Record<LookupName, string | null>> = {}
  for (const [name, variable] of LOOKUP_VARIABLES) {
    if (env[variable] === undefined) continue
    const address = textOf(variable) === '' ? null : parseAddress(textOf(variable))
    if (address === undefined)
      return err(
        `${variable} must be an address like https://mirror.example, and “${textOf(variable)}” is none. Empty, it is not asked.`,
      )
    lookups[name] = address
  }
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
    redis: store === null ? null : { url: store, weak: env['CARREL_STORE_WEAK'] === '1' },
    feed,
    lookups,
    live: env['CARREL_LIVE'] !== '0',
    metrics,
    proxies: listOf(env['CARREL_PROXIES']),
    offline: env['CARREL_OFFLINE'] !== '0',
    forget: env['CARREL_FORGET'] !== '0',
    dailyRooms,
    dailyMib,
  })
}
