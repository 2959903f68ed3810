import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { HEADERS_MS, REQUEST_MS } from './limits.ts'
import type { LoopLag } from './loopWatch.ts'

/** Figures of the process itself, in Prometheus' text format. */
export const printProcessMetrics = (version: string, lag: LoopLag): string => {
  const { user, system } = process.cpuUsage()
  const lines: readonly (readonly [string, string, string, string])[] = [
    [
      'carrel_info',
      'gauge',
      'The version that runs.',
      `{version="${version.replaceAll(/[^\w.+-]/g, '')}"} 1`,
    ],
    ['process_cpu_seconds_total', 'counter', 'Processor time.', ` ${(user + system) / 1e6}`],
    ['process_resident_memory_bytes', 'gauge', 'Memory that is held.', ` ${process.memoryUsage.rss()}`],
    [
      'carrel_event_loop_lag_seconds',
      'gauge',
      'How late the event loop was lately, median.',
      ` ${lag.median}`,
    ],
    ['carrel_event_loop_lag_p99_seconds', 'gauge', 'The same, 99th percentile.', ` ${lag.p99}`],
    ['carrel_event_loop_lag_max_seconds', 'gauge', 'The same, at its worst.', ` ${lag.max}`],
  ]
  return lines
    .map(([name, type, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name}${value}\n`)
    .join('')
}

export interface MetricsServer {
  readonly port: number
  stop(): Promise<void>
}

/**
 * `GET /metrics` on an address of its own, never beside the app: behind a proxy every request of the world comes from
 * this machine, so that nothing about a request says that it may see them. The error is a sentence for the terminal.
 */
export const openMetricsServer = (
  address: { readonly host: string; readonly port: number },
  print: () => string,
): Promise<Result<MetricsServer, string>> => {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS },
    (request, response) => {
      const found = request.method === 'GET' && request.url === '/metrics'
      response.writeHead(found ? 200 : 404, {
        'Content-Type': found ? 'text/plain; version=0.0.4; charset=utf-8' : 'text/plain; charset=utf-8',
        'Cache-Control': 'no-store',
      })
      response.end(found ? print() : 'There is nothing at this address.\n')
    },
  )
  return new Promise((resolve) => {
    server.once('error', (fault: NodeJS.ErrnoException) =>
      resolve(
        err(
          `Carrel could not offer its metrics at ${address.host}:${address.port} (${fault.code ?? fault.message}). ` +
            'Choose another address with CARREL_METRICS, or leave it out.',
        ),
      ),
    )
    server.listen(address.port, address.host, () => {
      // reason: a TCP server that listens has an address object, never a pipe name
      const { port } = server.address() as AddressInfo
      resolve(
        ok({
          port,
          stop: () =>
            new Promise((done) => {
              server.close(() => done())
              server.closeAllConnections()
            }),
        }),
      )
    })
  })
}
