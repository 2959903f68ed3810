import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a registry knows of one paper, under its arXiv id or its DOI in lower case. */
export interface KnownRecord {
  readonly title: string
  readonly abstract?: string
}

type Registry = 'arxiv' | 'crossref' | 'datacite'

export interface RegistryServer {
  readonly origin: string
  readonly records: Map<string, KnownRecord>
  /** Which registry was asked for what, in order: `arxiv 1706.03762,2001.00001`. */
  readonly asked: string[]
  /** What came along with the last question. */
  headers: http.IncomingHttpHeaders
  /** Answers in place of the registry, while it is set; false leaves it to it. */
  trouble:
    ((registry: Registry, response: http.ServerResponse, request: http.IncomingMessage) => boolean) | null
  close(): Promise<void>
}

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** As export.arxiv.org words it (2026). */
const printAtom = (ids: readonly string[], records: ReadonlyMap<string, KnownRecord>): string => {
  const entries = ids.flatMap((id) => {
    const record = records.get(id)
    if (!record) return []
    return `  <entry>
    <id>http://arxiv.org/abs/${id}v2</id>
    <title>${escapeXml(record.title)}</title>
    <updated>2023-08-02T00:41:18Z</updated>
    <link href="https://arxiv.org/abs/${id}v2" rel="alternate" type="text/html"/>
    <summary>${escapeXml(record.abstract ?? `What ${record.title} is about.`)}</summary>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
    <published>2017-06-12T17:57:34Z</published>
    <arxiv:primary_category term="cs.CL"/>
    <author><name>Ada Quill</name></author>
    <author><name>Bela Vellum</name></author>
  </entry>`
  })
  return `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/x</id>
  <title>arXiv Query: search_query=&amp;id_list=${ids.join(',')}</title>
  <opensearch:totalResults>${entries.length}</opensearch:totalResults>
${entries.join('\n')}
</feed>`
}

/** As api.crossref.org words it. */
const printWork = (doi: string, { title, abstract }: KnownRecord): string =>
  JSON.stringify({
    status: 'ok',
    'message-type': 'work',
    'message-version': '1.0.0',
    message: {
      DOI: doi.toUpperCase(),
      type: 'journal-article',
      title: [title],
      abstract: `<jats:title>Abstract</jats:title><jats:p>${escapeXml(abstract ?? `What ${title} is about.`)}</jats:p>`,
      author: [{ given: 'Ada', family: 'Quill', sequence: 'first', affiliation: [] }],
      issued: { 'date-parts': [[2020, 3, 7]] },
    },
  })

/** As api.datacite.org words it. */
const printDoi = (doi: string, { title, abstract }: KnownRecord): string =>
  JSON.stringify({
    data: {
      id: doi,
      type: 'dois',
      attributes: {
        doi,
        titles: [{ title }],
        creators: [{ name: 'Quill, Ada', nameType: 'Personal', givenName: 'Ada', familyName: 'Quill' }],
        dates: [{ date: '2017-06-12T17:57:34Z', dateType: 'Submitted', dateInformation: 'v1' }],
        descriptions: [{ description: abstract ?? `What ${title} is about.`, descriptionType: 'Abstract' }],
        subjects: [{ subject: 'Computation and Language (cs.CL)', subjectScheme: 'arXiv' }],
      },
    },
  })

/** arXiv, Crossref and DataCite at one address, answering as they do; any page may ask, as far as their paths go. */
export const startRegistryServer = async (): Promise<RegistryServer> => {
  const records = new Map<string, KnownRecord>()
  const asked: string[] = []
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const path = decodeURIComponent(url.pathname)
    self.headers = request.headers
    response.setHeader('Access-Control-Allow-Origin', '*')
    const registry: Registry =
      path === '/api/query' ? 'arxiv' : path.startsWith('/works/') ? 'crossref' : 'datacite'
    const ids =
      registry === 'arxiv' ? (url.searchParams.get('id_list') ?? '') : path.replace(/^\/(?:works|dois)\//, '')
    asked.push(`${registry} ${ids}`)
    if (self.trouble?.(registry, response, request)) return
    if (registry === 'arxiv') {
      response.setHeader('Content-Type', 'application/atom+xml; charset=utf-8')
      response.end(
        printAtom(ids.split(',').slice(0, Number(url.searchParams.get('max_results') ?? 10)), records),
      )
      return
    }
    const record = records.get(registry === 'datacite' ? ids.replace(/^10\.48550\/arxiv\./, '') : ids)
    if (!record) {
      response.setHeader('Content-Type', registry === 'crossref' ? 'text/plain' : 'application/json')
      response.writeHead(404)
      response.end(registry === 'crossref' ? 'Resource not found.' : '{"errors":[{"status":"404"}]}')
      return
    }
    response.setHeader('Content-Type', 'application/json')
    response.end(registry === 'crossref' ? printWork(ids, record) : printDoi(ids, record))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // reason: a server that listens on a port has an address and no path
  const { port } = server.address() as AddressInfo
  const self: RegistryServer = {
    origin: `http://127.0.0.1:${port}`,
    records,
    asked,
    headers: {},
    trouble: null,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return self
}
