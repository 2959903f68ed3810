import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AppFile, AppFiles, Encoding } from './appFiles.ts'
import { securityHeaders } from './headers.ts'
import { MAX_PATH } from './limits.ts'

/** First words of the addresses that are pages of the app. */
const PAGES: ReadonlySet<string> = new Set([
  '',
  'feed',
  'saved',
  'tag',
  'list',
  'lists',
  'join',
  'link',
  'add',
  'search',
  'you',
  'security',
  'backup',
  'tags',
])

/** The path a request asks for, decoded; `null` for what no client of ours sends. */
export const readPath = (target: string | undefined): string | null => {
  if (target === undefined || !target.startsWith('/') || target.length > MAX_PATH) return null
  try {
    const decoded = decodeURIComponent(target.replace(/[?#].*$/s, ''))
    return decoded.includes('\0') ? null : decoded
  } catch {
    return null
  }
}

/** Whether the app has a page at `path`. A link scanner may have made `#` part of it: `/join#…` is still the join page. */
const isPage = (path: string): boolean => {
  const first = (path.split('/')[1] ?? '').replace(/#.*$/s, '')
  return path.startsWith('/') && !path.startsWith('//') && PAGES.has(first)
}

/** The smallest form the client takes; a client that names nothing takes the plain one. */
const pickEncoding = (file: AppFile, accepted: string): Encoding => {
  const taken = new Set(
    accepted
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter((part) => !/;\s*q=0(?:\.0+)?$/.test(part))
      .map((part) => part.replace(/;.*$/, '').trim()),
  )
  if (file.bodies.br && taken.has('br')) return 'br'
  if (file.bodies.gzip && taken.has('gzip')) return 'gzip'
  return 'identity'
}

const sendFile = (
  request: IncomingMessage,
  response: ServerResponse,
  file: AppFile,
  status: 200 | 404,
): void => {
  const encoding = pickEncoding(file, String(request.headers['accept-encoding'] ?? ''))
  const tag = `"${file.tag}-${encoding}"`
  response.setHeader('Vary', 'Accept-Encoding')
  response.setHeader('ETag', tag)
  response.setHeader(
    'Cache-Control',
    file.immutable && status === 200 ? 'public, max-age=31536000, immutable' : 'no-cache',
  )
  const known = String(request.headers['if-none-match'] ?? '').split(/\s*,\s*/)
  if (status === 200 && (known.includes(tag) || known.includes(`W/${tag}`))) {
    response.writeHead(304).end()
    return
  }
  const body = file.bodies[encoding] ?? file.bodies.identity
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding)
  response.setHeader('Content-Type', file.type)
  response.setHeader('Content-Length', body.length)
  response.writeHead(status)
  response.end(request.method === 'HEAD' ? undefined : body)
}

const sendText = (request: IncomingMessage, response: ServerResponse, status: number, text: string): void => {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.setHeader('Content-Length', Buffer.byteLength(text))
  response.writeHead(status)
  response.end(request.method === 'HEAD' ? undefined : text)
}

export interface LiveAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Small answers made on the spot, by path: `/carrel.json`, `/healthz`. */
export type LiveAnswers = ReadonlyMap<string, () => LiveAnswer>

/** Answers everything that is no WebSocket: the app's files, its pages, and the live answers. */
export const createPageAnswer =
  (files: AppFiles, live: LiveAnswers, headers = securityHeaders([])) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    // Another app shares something and no service worker of ours was there to keep it: the page says so.
    if (request.method === 'POST' && readPath(request.url) === '/add') {
      request.resume()
      response.setHeader('Cache-Control', 'no-store')
      response.writeHead(303, { Location: '/add#unkept' }).end()
      return
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      sendText(request, response, 405, 'Only GET and HEAD are answered here.\n')
      return
    }
    const path = readPath(request.url)
    if (path === null) {
      sendText(request, response, 400, 'This is no address.\n')
      return
    }
    const answer = live.get(path)?.()
    if (answer) {
      const body = Buffer.from(JSON.stringify(answer.body))
      response.setHeader('Cache-Control', 'no-cache')
      response.setHeader('Content-Type', 'application/json; charset=utf-8')
      response.setHeader('Content-Length', body.length)
      response.writeHead(answer.status)
      response.end(request.method === 'HEAD' ? undefined : body)
      return
    }
    const file = files.get(path)
    const index = files.get('/index.html')
    if (file) sendFile(request, response, file, 200)
    else if (index && isPage(path)) sendFile(request, response, index, 200)
    else if (index && !path.startsWith('/assets/') && /text\/html/.test(String(request.headers.accept ?? '')))
      // A person at a wrong address gets the app, which says so in its own words.
      sendFile(request, response, index, 404)
    else sendText(request, response, 404, 'There is nothing at this address.\n')
  }
