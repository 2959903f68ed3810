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
