import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { arxivKey } from '../../src/domain/paperKey.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import { askRegistry, type Answer } from '../../src/refresh/askRegistry.ts'
import { ANSWER_MS, MAX_ANSWER_BYTES, MAX_RETRY_AFTER_MS } from '../../src/refresh/limits.ts'
import type { Lookup, Registry } from '../../src/refresh/lookup.ts'
import { startRegistryServer, type RegistryServer } from '../helpers/registryServer.ts'
import { createLine, type TestLine } from './line.ts'

const ATTENTION = '1706.03762'
const DOI = '10.1000/a(b)<c>'
const REST = { at: 0, asked: true, tries: 0, after: 0, fault: null, by: null } as const
const byArxiv = (arxivId: string): Lookup => ({ key: arxivKey(arxivId), arxivId, ...REST })
const byDoi = (doi: string): Lookup => ({ key: paperKeyOf({ doi, title: '' }), doi, ...REST })

let server: RegistryServer
let line: TestLine
beforeEach(async () => {
  server = await startRegistryServer()
  server.records.set(ATTENTION, { title: 'Attention Is All You Need' })
  server.records.set(DOI, { title: 'A paper & more' })
  line = createLine()
})
afterEach(() => server.close())

const ask = (registry: Registry, lookup?: Lookup): Promise<Answer> =>
  askRegistry(line, registry, server.origin, [
    lookup ?? (registry === 'crossref' ? byDoi(DOI) : byArxiv(ATTENTION)),
  ])
const titlesOf = (answer: Answer): readonly string[] | null =>
  answer.type === 'answered' ? [...answer.papers.values()].map(({ title }) => title) : null
const ALL: readonly Registry[] = ['arxiv', 'crossref', 'datacite']

describe('a registry that is asked', () => {
  it('answers with the papers it knows, and is asked for several at once where that is arXiv', async () => {
    server.records.set('hep-th/9901001', { title: 'An old one' })
    const lookups = [byArxiv(ATTENTION), byArxiv('9912.99999'), byArxiv('hep-th/9901001')] as const
    const answer = await askRegistry(line, 'arxiv', server.origin, [...lookups])
    expect(answer.type === 'answered' && [...answer.papers.keys()]).toEqual([lookups[0].key, lookups[2].key])
    expect(titlesOf(await ask('crossref'))).toEqual(['A paper & more'])
    expect(titlesOf(await ask('datacite'))).toEqual(['Attention Is All You Need'])
    expect(server.asked).toEqual([
      `arxiv ${ATTENTION},9912.99999,hep-th/9901001`,
      `crossref ${DOI}`,
      `datacite 10.48550/arxiv.${ATTENTION}`,
    ])
  })

  it('is told the id and nothing else', async () => {
    for (const registry of ALL) {
      await ask(registry)
      expect(server.headers).not.toHaveProperty('cookie')
      expect(server.headers).not.toHaveProperty('referer')
      expect(line.sent.at(-1)).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' })
      // A header of our own would have the browser ask first whether it may be sent.
      expect(line.sent.at(-1)).not.toHaveProperty('headers')
    }
  })

  it('knows nothing of an id', async () => {
    for (const registry of ALL)
      expect(
        titlesOf(await ask(registry, registry === 'crossref' ? byDoi('10.1000/no') : byArxiv('9912.99999'))),
      ).toEqual([])
  })

  it.each(ALL)(
    '%s without a network, or behind one that hands nothing over, is told apart',
    async (registry) => {
      await server.close()
      expect(await ask(registry)).toEqual({ type: 'failed', fault: 'unreached', wait: 0 })
      line.network = false
      expect(await ask(registry)).toEqual({ type: 'failed', fault: 'offline', wait: 0 })
      server = await startRegistryServer()
    },
  )

  it.each([
    [503, undefined, 'busy', 0],
    [500, '120', 'busy', 120_000],
    [429, '7', 'busy', 7_000],
    [429, 'Sun, 29 Nov 2026 00:01:00 GMT', 'busy', 60_000],
    [429, 'Sun, 29 Nov 2020 00:01:00 GMT', 'busy', 0],
    [429, '999999999', 'busy', MAX_RETRY_AFTER_MS],
    [429, 'soon', 'busy', 0],
    [403, undefined, 'busy', 0],
    [418, undefined, 'strange', 0],
  ] as const)('that answers %s and “%s” is %s', async (status, after, fault, wait) => {
    server.trouble = (_registry, response) => {
      response.writeHead(status, after === undefined ? {} : { 'Retry-After': after }).end('wait')
      return true
    }
    for (const registry of ALL) expect(await ask(registry)).toEqual({ type: 'failed', fault, wait })
  })

  it('that takes an id for malformed refuses it', async () => {
    server.trouble = (_registry, response) => {
      response.writeHead(400, { 'Content-Type': 'text/plain' }).end('bad')
      return true
    }
    for (const registry of ALL) expect(await ask(registry)).toEqual({ type: 'refused' })
  })

  it.each([
    ['a page, with any status', 200, '<html><body>Log in</body></html>'],
    ['a page that says not found', 404, '<html><body>Not here</body></html>'],
    ['a page that says bad request', 400, '<html></html>'],
    ['half of something', 200, '{"status":"ok","message-typ'],
    ['bytes of no alphabet', 200, '\u00ff\u00fe\u0000'],
    ['nothing', 200, ''],
  ])('in whose place %s comes is not taken for it', async (_what, status, body) => {
    server.trouble = (_registry, response) => {
      response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(body)
      return true
    }
    for (const registry of ALL)
      expect(await ask(registry)).toEqual({ type: 'failed', fault: 'strange', wait: 0 })
  })

  it('that sends elsewhere is not followed there, but to another address of its own', async () => {
    const portal = createServer((_request, response) => response.end('{}'))
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve))
    // reason: a server that listens on a port has an address and no path
    const { port } = portal.address() as AddressInfo
    let target = `http://127.0.0.1:${port}/login`
    server.trouble = (_registry, response, request) => {
      if (request.url?.includes('moved')) return false
      response.writeHead(302, { Location: target }).end()
      return true
    }
    for (const registry of ALL)
      expect(await ask(registry)).toEqual({ type: 'failed', fault: 'strange', wait: 0 })
    portal.close()
    target = `/works/${encodeURIComponent(DOI)}?moved`
    expect(titlesOf(await ask('crossref'))).toEqual(['A paper & more'])
  })

  it('is read no further than the longest answer', async () => {
    let sent = 0
    server.trouble = (_registry, response) => {
      const piece = Buffer.alloc(1_000_000, ' ')
      const send = (): void => {
        while (!response.destroyed && response.write(piece)) sent += piece.length
        if (!response.destroyed) response.once('drain', send)
      }
      send()
      return true
    }
    expect(await ask('crossref')).toEqual({ type: 'failed', fault: 'strange', wait: 0 })
    expect(sent).toBeLessThan(MAX_ANSWER_BYTES * 3)
  })

  it.each(['before it says anything', 'in the middle'])(
    'and stops %s is not waited for for ever',
    async (when) => {
      let began = false
      server.trouble = (_registry, response) => {
        if (when === 'in the middle') response.write('<feed>')
        began = true
        return true
      }
      const answer = ask('arxiv')
      await vi.waitFor(() => expect(began).toBe(true))
      line.pass(ANSWER_MS)
      expect(await answer).toEqual({ type: 'failed', fault: 'unreached', wait: 0 })
    },
  )
})
