import { createHash } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface DailySource {
  readonly origin: string
  /** What a day answers with; a day that is not in here has no papers. */
  readonly days: Map<string, readonly unknown[]>
  /** Days asked for, in order; a conditional request has a star. */
  readonly asked: string[]
  /** Answers this instead of papers, while it is set. */
  trouble: {
    readonly status: number
    readonly headers?: http.OutgoingHttpHeaders
    readonly body?: string
  } | null
  close(): Promise<void>
}

/** A paper as the real server words it. */
export const wordPaper = (id: string, title: string, upvotes: number): unknown => ({
  paper: {
    id,
    title,
    authors: [{ _id: 'a', name: 'Ada Quill', hidden: false }],
    publishedAt: '2026-03-01T00:00:00.000Z',
    submittedOnDailyAt: '2026-03-02T00:00:00.000Z',
    summary: `What ${title} is about.`,
    upvotes,
  },
  publishedAt: '2026-03-01T19:00:00.000Z',
  title,
  numComments: 2,
})

/** Answers `/api/daily_papers?date=…` as Hugging Face does, with entity tags. */
export const startDailySource = async (): Promise<DailySource> => {
  const asked: string[] = []
  const days = new Map<string, readonly unknown[]>()
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://source')
    const day = url.searchParams.get('date') ?? ''
    const known = request.headers['if-none-match']
    asked.push(known === undefined ? day : `${day}*`)
    if (source.trouble) {
      response.writeHead(source.trouble.status, source.trouble.headers).end(source.trouble.body ?? '')
      return
    }
    if (url.pathname !== '/api/daily_papers') {
      response.writeHead(404).end()
      return
    }
    const body = JSON.stringify(days.get(day) ?? [])
    const etag = `W/"${createHash('sha256').update(body).digest('hex').slice(0, 12)}"`
    if (known === etag) response.writeHead(304, { etag }).end()
    else response.writeHead(200, { etag, 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // reason: a TCP server that listens has an address object, never a pipe name
  const { port } = server.address() as AddressInfo
  const source: DailySource = {
    origin: `http://127.0.0.1:${port}`,
    days,
    asked,
    trouble: null,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return source
}
