import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { createPageAnswer, readPath, type LiveAnswers } from './answerPage.ts'
import type { AppFiles } from './appFiles.ts'
import { securityHeaders } from './headers.ts'
import { HEADERS_MS, KEEP_ALIVE_MS, REQUEST_MS, STOP_MS } from './limits.ts'

type HandleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

export interface WebServer {
  /** The one it really has, where any was asked for. */
  readonly port: number
  /** Stops taking connections, and waits a while for those that are open. */
  stop(): Promise<void>
}

const sentenceOf = (error: NodeJS.ErrnoException, port: number, host: string | null): string => {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Stop that, or choose another port: PORT=${port < 65_535 ? port + 1 : 8787} npm start`
  if (error.code === 'EACCES')
    return `Port ${port} may only be used by the administrator. Choose one above 1023, for example PORT=8787.`
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return `This machine has no address ${host ?? ''}. Set HOST to one it has, or leave it out.`
  return `Carrel could not listen on port ${port}: ${error.message}`
}

/** Refuses a WebSocket as HTTP does. */
const refuse = (
  socket: Duplex,
  status: '400 Bad Request' | '404 Not Found' | '503 Service Unavailable',
): void => {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

const listen = (server: Server, port: number, host: string | null): Promise<Result<null, string>> =>
  new Promise((resolve) => {
    server.once('error', (error) => resolve(err(sentenceOf(error, port, host))))
    server.listen({ port, ...(host === null ? {} : { host }) }, () => resolve(ok(null)))
  })

/**
 * One HTTP server for the app's files, the live answers and the WebSockets at `/relay`, which go to `upgrade` (`null`
 * while there is none). The error is a sentence for the terminal.
 */
export const openWebServer = async (options: {
  readonly port: number
  readonly host: string | null
  readonly files: AppFiles
  readonly live: LiveAnswers
  readonly upgrade: () => HandleUpgrade | null
  /** Addresses that pages may ask, beside those over TLS. */
  readonly connect?: readonly string[]
}): Promise<Result<WebServer, string>> => {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    createPageAnswer(options.files, options.live, securityHeaders(options.connect ?? [])),
  )
  // Browsers open connections ahead of their needs. One that has never asked for anything is not idle to Node, and
  // would hold up a stop.
  const unused = new Set<Duplex>()
  server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  server.on('request', (request) => unused.delete(request.socket))
  server.on('upgrade', (request, socket, head) => {
    unused.delete(socket)
    const path = readPath(request.url)
    const handle = options.upgrade()
    if (path === null) refuse(socket, '400 Bad Request')
    else if (path !== '/relay') refuse(socket, '404 Not Found')
    else if (handle === null) refuse(socket, '503 Service Unavailable')
    else handle(request, socket, head)
  })
  server.on('clientError', (_error, socket) => {
    if (socket.writable) refuse(socket, '400 Bad Request')
    else socket.destroy()
  })
  const listening = await listen(server, options.port, options.host)
  if (!listening.ok) return listening
  const address = server.address()
  return ok({
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    stop: () =>
      new Promise((resolve) => {
        const clock = setTimeout(() => server.closeAllConnections(), STOP_MS)
        server.close(() => {
          clearTimeout(clock)
          resolve()
        })
        server.closeIdleConnections()
        for (const socket of unused) socket.destroy()
      }),
  })
}
