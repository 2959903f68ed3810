import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LiveAnswer } from '../../server/web/answerPage.ts'
import { readAppFiles } from '../../server/web/appFiles.ts'
import { MAX_PATH, STOP_MS } from '../../server/web/limits.ts'
import { openWebServer, type WebServer } from '../../server/web/webServer.ts'
import { layOutApp, makeTestFolder, PAGE, SCRIPT } from './appFolder.ts'

interface Reply {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
}

const folder = makeTestFolder()
let server: WebServer
let files: Awaited<ReturnType<typeof readAppFiles>>

/** As `path` stands: `fetch` would tidy up what these tests want to send. */
const ask = (target: string, options: http.RequestOptions = {}): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const request = http.request(
      { port: server.port, path: target, agent: false, ...options },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end()
  })
const asPerson = { headers: { accept: 'text/html,application/xhtml+xml' } }

beforeAll(async () => {
  layOutApp(folder.path)
  files = await readAppFiles(folder.path)
  // Put there after the reading, so that only what the build left can be answered.
  writeFileSync(path.join(folder.path, 'later.txt'), 'a secret')
  symlinkSync('/etc/passwd', path.join(folder.path, 'assets/passwd'))
  const live = new Map<string, () => LiveAnswer>([
    ['/carrel.json', () => ({ status: 200, body: { feed: null } })],
    ['/healthz', () => ({ status: 503, body: { ok: false } })],
  ])
  if (!files.ok) throw new Error(files.error)
  const opened = await openWebServer({ port: 0, host: null, files: files.value, live, upgrade: () => null })
  if (!opened.ok) throw new Error(opened.error)
  server = opened.value
})
afterAll(async () => {
  await server.stop()
  folder.remove()
})

describe('the app’s files', () => {
  it('are kept for ever where their name holds their content, and asked for again where it does not', async () => {
    const script = await ask('/assets/main-a1b2.js')
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(script.body.toString()).toBe(SCRIPT)
    for (const name of ['/', '/index.html', '/service.worker.js', '/manifest.webmanifest', '/carrel.json'])
      expect((await ask(name)).headers['cache-control'], name).toBe('no-cache')
  })

  it.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['BR;q=0.5', 'br'],
    ['br;q=0, gzip;q=0.0', undefined],
    ['', undefined],
    ['zstd', undefined],
  ])('go out as “%s” allows: %s', async (accepted, encoding) => {
    const { headers, body } = await ask('/assets/main-a1b2.js', { headers: { 'accept-encoding': accepted } })
    expect(headers['content-encoding']).toBe(encoding)
    expect(headers['vary']).toBe('Accept-Encoding')
    expect(Number(headers['content-length'])).toBe(body.length)
    const plain =
      encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body
    expect(plain.toString()).toBe(SCRIPT)
  })

  it('are not sent twice to who has them, and each form counts for itself', async () => {
    const headers = { 'accept-encoding': 'br' }
    const tag = (await ask('/assets/main-a1b2.js', { headers })).headers.etag ?? ''
    const again = await ask('/assets/main-a1b2.js', {
      headers: { ...headers, 'if-none-match': `"x", W/${tag}` },
    })
    expect([again.status, again.body.length]).toEqual([304, 0])
    const strong = await ask('/assets/main-a1b2.js', { headers: { ...headers, 'if-none-match': tag } })
    expect(strong.status).toBe(304)
    expect((await ask('/assets/main-a1b2.js', { headers: { 'if-none-match': tag } })).status).toBe(200)
  })

  it('are told about without being sent to HEAD', async () => {
    const { status, headers, body } = await ask('/assets/main-a1b2.js', { method: 'HEAD' })
    expect([status, body.length, Number(headers['content-length'])]).toEqual([200, 0, SCRIPT.length])
  })
})

describe('addresses', () => {
  it('of every route of the app are the app', async () => {
    const router = readFileSync(path.resolve(import.meta.dirname, '../../src/app/router.tsx'), 'utf8')
    const routes = [...router.matchAll(/path: '(\/[^']*)'/g)].map((match) => match[1] ?? '')
    expect(routes.length).toBeGreaterThan(8)
    for (const route of routes) {
      const reply = await ask(route.replaceAll('$', 'a-'))
      expect([route, reply.status, reply.body.toString()]).toEqual([route, 200, PAGE])
    }
  })

  it('that a scanner has mangled still open the join page', async () => {
    expect((await ask('/join%23AQIabc')).status).toBe(200)
  })

  it('that are unknown get the app with 404 where a person asks, and a line where a program does', async () => {
    const person = await ask('/no/such/page', asPerson)
    expect([person.status, person.body.toString()]).toEqual([404, PAGE])
    const program = await ask('/no/such/page')
    expect([program.status, program.headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8'])
  })

  it('of files that are gone are never the page, which a script tag would choke on', async () => {
    const { status, headers } = await ask('/assets/main-old.js', asPerson)
    expect([status, headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8'])
    expect(headers['cache-control']).toBe('no-store')
  })

  it.each([
    '/../later.txt',
    '/assets/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/assets/..%5c..%5cetc%5cpasswd',
    '//etc/passwd',
    '/assets//etc/passwd',
    '/assets/passwd',
    '/later.txt',
    '/assets/',
    '/assets',
    '/__proto__',
    '/constructor',
  ])('lead to nothing outside of the app: %s', async (target) => {
    const { status, body } = await ask(target)
    expect(status).toBe(404)
    expect(body.toString()).toBe('There is nothing at this address.\n')
  })

  it.each(['/%00', '/%', '/%ff', '/a%E0%A4%A', 'index.html', '*', `/${'a'.repeat(MAX_PATH)}`])(
    'that no client of ours sends are refused: %s',
    async (target) => {
      expect((await ask(target)).status).toBe(400)
    },
  )

  it('may be as long as the limit', async () => {
    expect((await ask(`/${'a'.repeat(MAX_PATH - 1)}`)).status).toBe(404)
  })
})

describe('every answer', () => {
  it.each([
    ['/', 'GET'],
    ['/assets/main-a1b2.js', 'GET'],
    ['/nothing', 'GET'],
    ['/%', 'GET'],
    ['/carrel.json', 'GET'],
    ['/', 'POST'],
  ])('carries the policy: %s %s', async (target, method) => {
    const { headers } = await ask(target, { method })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
    expect(policy).not.toMatch(/(?:script-src|default-src|style-src) [^;]*'unsafe-(?:inline|eval)'/)
    expect(/connect-src [^;]*/.exec(policy)?.[0]).toBe(
      "connect-src 'self' https: wss: ws://localhost:* ws://127.0.0.1:*",
    )
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('is made for the page that stands: no script or style of its own between the tags', () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../src/index.html'), 'utf8')
    expect([...page.matchAll(/<script\b[^>]*>([^<]*)/g)].map((match) => match[1])).toEqual(['', ''])
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|https?:/i)
  })

  it('to anything but GET and HEAD is a refusal', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const { status, headers } = await ask('/', { method })
      expect([method, status, headers['allow']]).toEqual([method, 405, 'GET, HEAD'])
    }
  })
})

describe('live answers', () => {
  it('have the status and the body of the moment', async () => {
    const { status, body } = await ask('/healthz')
    expect([status, JSON.parse(body.toString())]).toEqual([503, { ok: false }])
  })
})

/** What the server says to raw `words`, until it ends the connection. */
const talk = (words: string): Promise<string> =>
  new Promise((resolve) => {
    let said = ''
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write(words))
    socket.on('data', (part) => (said += part.toString()))
    socket.on('close', () => resolve(said))
    socket.on('error', () => resolve(said))
  })
const upgradeOf = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`

describe('connections', () => {
  it('that want a WebSocket elsewhere than at /relay are refused', async () => {
    expect(await talk(upgradeOf('/other'))).toMatch(/^HTTP\/1\.1 404 /)
    expect(await talk(upgradeOf('/%'))).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('that come while there is no relay are told so', async () => {
    expect(await talk(upgradeOf('/relay'))).toMatch(/^HTTP\/1\.1 503 /)
  })

  it('that were opened and never used do not hold up a stop', async () => {
    if (!files.ok) throw new Error(files.error)
    const opened = await openWebServer({
      port: 0,
      host: '127.0.0.1',
      files: files.value,
      live: new Map(),
      upgrade: () => null,
    })
    if (!opened.ok) throw new Error(opened.error)
    const unused = net.connect(opened.value.port, '127.0.0.1')
    const ended = new Promise((resolve) => unused.once('close', resolve))
    unused.resume()
    await new Promise((resolve) => unused.once('connect', resolve))
    const answer = await fetch(`http://127.0.0.1:${opened.value.port}/`)
    await answer.text()
    const began = Date.now()
    await opened.value.stop()
    await ended
    expect(Date.now() - began).toBeLessThan(STOP_MS)
  })

  it('that speak no HTTP are ended, and the others go on', async () => {
    expect(await talk('\x16\x03\x01 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    expect((await ask('/')).status).toBe(200)
  })
})
