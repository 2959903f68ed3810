import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../server/web/config.ts'

const folders = { cwd: '/srv/carrel', app: '/srv/carrel/dist/app' }
const read = (env: Readonly<Record<string, string | undefined>>) => parseConfig(env, folders)

describe('what the environment says', () => {
  it('needs to say nothing', () => {
    expect(read({})).toEqual({
      ok: true,
      value: {
        port: 8787,
        host: null,
        data: '/srv/carrel/data',
        app: '/srv/carrel/dist/app',
        origins: [],
        redis: null,
        feed: null,
        lookups: {},
        live: true,
        metrics: null,
        proxies: [],
        offline: true,
        forget: true,
        dailyRooms: null,
        dailyMib: null,
      },
    })
  })

  it('sets port, address, folder, names and live papers', () => {
    const env = {
      PORT: ' 9000 ',
      HOST: '127.0.0.1',
      CARREL_DATA: '../kept',
      CARREL_ORIGINS: 'https://Carrel.example/, https://lab.example:8443',
      CARREL_LIVE: '0',
    }
    expect(read(env)).toMatchObject({
      value: {
        port: 9000,
        host: '127.0.0.1',
        data: '/srv/kept',
        origins: ['https://carrel.example', 'https://lab.example:8443'],
        live: false,
      },
    })
  })

  it('sets where papers are looked up, and where not at all', () => {
    const env = { CARREL_ARXIV: ' https://mirror.example/arxiv/ ', CARREL_CROSSREF: '' }
    expect(read(env)).toMatchObject({
      value: { lookups: { arxiv: 'https://mirror.example/arxiv', crossref: null } },
    })
    for (const text of [
      'mirror.example',
      'ftp://mirror.example',
      'https://me@mirror.example',
      'https://m.example/?a',
    ])
      expect(read({ CARREL_DATACITE: text })).toEqual({
        ok: false,
        error: expect.stringContaining('CARREL_DATACITE'),
      })
  })

  it('sets a store that several servers share, and whose feed this one names', () => {
    expect(read({ CARREL_STORE: 'redis://user:secret@10.0.0.5:6380/2' })).toMatchObject({
      value: { redis: { url: 'redis://user:secret@10.0.0.5:6380/2', weak: false }, feed: null },
    })
    const env = { CARREL_STORE: ' unix:///run/redis.sock ', CARREL_STORE_WEAK: '1', CARREL_FEED: 'AQID-_' }
    expect(read(env)).toMatchObject({
      value: { redis: { url: 'unix:///run/redis.sock', weak: true }, feed: 'AQID-_' },
    })
    for (const scheme of ['rediss://redis.example', 'redis://localhost/', 'redis://[::1]:6379'])
      expect(read({ CARREL_STORE: scheme })).toMatchObject({ value: { redis: { url: scheme } } })
  })

  it('refuses a store and a feed that are none, and never says a password', () => {
    for (const CARREL_STORE of ['lmdb', 'http://redis.example', 'redis://', 'redis://x/one', 'unix://']) {
      const parsed = read({ CARREL_STORE })
      expect(parsed).toMatchObject({ ok: false })
      expect(!parsed.ok && parsed.error).toContain(`“${CARREL_STORE}” is none`)
    }
    const secret = read({ CARREL_STORE: 'http://me:secret@redis.example' })
    expect(!secret.ok && secret.error).toContain('“http://…@redis.example” is none')
    expect(read({ CARREL_FEED: 'https://x/y' })).toMatchObject({ ok: false })
  })

  it('sets metrics, proxies, forgetting and the share of an address', () => {
    const env = {
      CARREL_METRICS: ' 127.0.0.1:9464 ',
      CARREL_PROXIES: '10.0.0.2, fd00::/8',
      CARREL_FORGET: '0',
      CARREL_OFFLINE: '0',
      CARREL_DAILY_ROOMS: '10',
      CARREL_DAILY_MIB: '100',
    }
    expect(read(env)).toMatchObject({
      value: {
        metrics: { host: '127.0.0.1', port: 9464 },
        proxies: ['10.0.0.2', 'fd00::/8'],
        offline: false,
        forget: false,
        dailyRooms: 10,
        dailyMib: 100,
      },
    })
    expect(read({ CARREL_METRICS: '9464' })).toMatchObject({
      value: { metrics: { host: '127.0.0.1', port: 9464 } },
    })
    expect(read({ CARREL_METRICS: '[::1]:9464' })).toMatchObject({
      value: { metrics: { host: '::1', port: 9464 } },
    })
  })

  it.each([
    ['CARREL_METRICS', 'http://localhost:9464'],
    ['CARREL_METRICS', '127.0.0.1:65536'],
    ['CARREL_METRICS', '::1:9464'],
    ['CARREL_DAILY_ROOMS', '0'],
    ['CARREL_DAILY_MIB', '1.5'],
  ])('refuses for %s what it cannot be: %s', (name, text) => {
    expect(read({ [name]: text })).toMatchObject({ ok: false, error: expect.stringContaining(`“${text}”`) })
  })

  it.each(['0', '65535'])('takes %s as a port', (port) => {
    expect(read({ PORT: port }).ok).toBe(true)
  })

  it.each(['65536', '-1', '80.5', 'http', '0x50', '1e3'])('refuses %s as a port and names it', (port) => {
    expect(read({ PORT: port })).toMatchObject({ ok: false, error: expect.stringContaining(port) })
  })

  it.each([
    'carrel.example',
    'https://carrel.example/relay',
    'wss://carrel.example',
    'https://me@carrel.example',
    'https://carrel.example?x',
    '*',
  ])('refuses %s as a name and says what one looks like', (origin) => {
    expect(read({ CARREL_ORIGINS: origin })).toMatchObject({
      ok: false,
      error: expect.stringMatching(/https:\/\/carrel\.example.*“/s),
    })
  })
})
