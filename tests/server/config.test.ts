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
        live: true,
        metrics: null,
        proxies: [],
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

  it('sets metrics, proxies, forgetting and the share of an address', () => {
    const env = {
      CARREL_METRICS: ' 127.0.0.1:9464 ',
      CARREL_PROXIES: '10.0.0.2, fd00::/8',
      CARREL_FORGET: '0',
      CARREL_DAILY_ROOMS: '10',
      CARREL_DAILY_MIB: '100',
    }
    expect(read(env)).toMatchObject({
      value: {
        metrics: { host: '127.0.0.1', port: 9464 },
        proxies: ['10.0.0.2', 'fd00::/8'],
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
