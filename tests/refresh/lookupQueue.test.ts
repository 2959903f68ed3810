import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PaperSnapshot } from '../../src/domain/paper.ts'
import { arxivKey, type PaperKey } from '../../src/domain/paperKey.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import { askRegistry } from '../../src/refresh/askRegistry.ts'
import { FIRST_PAUSE_MS, LAST_PAUSE_MS, MAX_LOOKUPS } from '../../src/refresh/limits.ts'
import { pauseAfter, type Lookup } from '../../src/refresh/lookup.ts'
import { createLookupQueue, type LookupQueue } from '../../src/refresh/lookupQueue.ts'
import { createLookupRows, type LookupChannel, type LookupDisk } from '../../src/refresh/lookupRows.ts'
import { MAX_IDS_AT_ONCE } from '../../src/sources/limits.ts'
import { startRegistryServer, type RegistryServer } from '../helpers/registryServer.ts'
import { createLine, type TestLine } from './line.ts'

const ATTENTION = '1706.03762'
const DOI = '10.1000/xyz'
const paper = (id: string, asked = false) =>
  id.startsWith('10.')
    ? { key: paperKeyOf({ doi: id, title: '' }), doi: id, asked }
    : { key: arxivKey(id), arxivId: id, asked }

/** What all tabs of one browser have in common. */
const createBrowser = () => {
  const stored = new Map<string, unknown>()
  const ears = new Set<(asking: Parameters<LookupChannel['say']>[0]) => void>()
  let last: Promise<unknown> = Promise.resolve()
  return {
    stored,
    refuses: false,
    disk(): LookupDisk {
      return {
        read: async () => (this.refuses ? null : structuredClone([...stored.values()])),
        put: async (rows) => {
          if (!this.refuses) for (const row of rows) stored.set(row.key, structuredClone(row))
          return !this.refuses
        },
        drop: async (keys) => {
          if (!this.refuses) for (const key of keys) stored.delete(key)
          return !this.refuses
        },
      }
    },
    channel(): LookupChannel {
      let own: ((asking: Parameters<LookupChannel['say']>[0]) => void) | null = null
      return {
        say: (asking) => {
          for (const ear of ears) if (ear !== own) queueMicrotask(() => ear(asking))
        },
        listen: (heard) => {
          own = heard
          ears.add(heard)
        },
      }
    },
    alone: (work: () => Promise<void>): Promise<void> => {
      const mine = last.then(work)
      last = mine.catch(() => undefined)
      return mine
    },
  }
}
type Browser = ReturnType<typeof createBrowser>

interface Tab {
  readonly queue: LookupQueue
  readonly found: Map<PaperKey, PaperSnapshot>
  on: boolean
  keeps: boolean
  named: { arxiv: string | null; crossref: string | null; datacite: string | null } | null
}

let server: RegistryServer
let line: TestLine
let browser: Browser
const tabs: Tab[] = []

const openTab = (): Tab => {
  const found = new Map<PaperKey, PaperSnapshot>()
  const { origin } = server
  const tab: Omit<Tab, 'queue'> = {
    found,
    on: true,
    keeps: true,
    named: { arxiv: origin, crossref: origin, datacite: origin },
  }
  const queue = createLookupQueue({
    rows: createLookupRows(browser.disk(), browser.channel()),
    line,
    ask: askRegistry,
    random: () => 1,
    alone: browser.alone,
    origins: () => opened.named,
    isOn: () => opened.on,
    keep: async (papers) => {
      for (const [key, snapshot] of opened.keeps ? papers : []) found.set(key, snapshot)
      return opened.keeps
    },
    onChange: () => undefined,
  })
  const opened: Tab = Object.assign(tab, { queue })
  tabs.push(opened)
  return opened
}
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 5 })
/** Lets the clock run until `check` holds, a second at a time. */
const runUntil = (check: () => void): Promise<void> =>
  until(() => {
    line.pass(1_000)
    check()
  })
const rowOf = (tab: Tab, id: string): Lookup | undefined =>
  tab.queue.all().find(({ key }) => key === paper(id).key)

beforeEach(async () => {
  server = await startRegistryServer()
  server.records.set(ATTENTION, { title: 'Attention Is All You Need' })
  server.records.set(DOI, { title: 'A paper' })
  line = createLine()
  browser = createBrowser()
})
afterEach(async () => {
  for (const { queue } of tabs.splice(0)) queue.close()
  await server.close()
})

describe('papers that wait to be looked up', () => {
  it('are looked up where they are known, each once, and wait no more', async () => {
    const tab = openTab()
    expect(tab.queue.add([paper(ATTENTION), paper(DOI)])).toBe(0)
    await runUntil(() => expect(tab.queue.all()).toEqual([]))
    expect([...tab.found].map(([key, { source, title }]) => [key, source, title])).toEqual([
      [`arxiv:${ATTENTION}`, 'arxiv', 'Attention Is All You Need'],
      [`doi:${DOI}`, 'crossref', 'A paper'],
    ])
    expect(server.asked).toEqual([`arxiv ${ATTENTION}`, `crossref ${DOI}`])
    await until(() => expect(browser.stored.size).toBe(0))
  })

  it('wait for the network, also through a new start, and are looked up once it is there', async () => {
    line.network = false
    const first = openTab()
    first.queue.add([paper(ATTENTION), paper(DOI)])
    await runUntil(() => expect(first.queue.all().map(({ fault }) => fault)).toEqual(['offline', 'offline']))
    expect(await first.queue.kept()).toBe(true)
    first.queue.close()
    const next = openTab()
    await next.queue.wake()
    expect(next.queue.all()).toHaveLength(2)
    expect(server.asked).toEqual([])
    line.network = true
    await next.queue.wake()
    await runUntil(() => expect(next.queue.all()).toEqual([]))
    expect(next.found.size).toBe(2)
  })

  it('are asked for together where that is arXiv, as many as it takes, three seconds apart', async () => {
    const ids = Array.from({ length: MAX_IDS_AT_ONCE + 1 }, (_, at) => `2001.${10_000 + at}`)
    for (const id of ids) server.records.set(id, { title: `Paper ${id}` })
    const tab = openTab()
    tab.queue.add(ids.map((id) => paper(id)))
    await until(() => expect(server.asked).toHaveLength(1))
    await until(() => expect(tab.queue.all()).toHaveLength(1))
    line.pass(2_999)
    await until(() => expect(tab.queue.asking().size).toBe(0))
    expect(server.asked).toHaveLength(1)
    line.pass(1)
    await until(() => expect(tab.queue.all()).toEqual([]))
    expect(server.asked.map((one) => one.split(',').length)).toEqual([MAX_IDS_AT_ONCE, 1])
  })

  it('are asked for at DataCite where a browser does not hand over what arXiv says, and then there at once', async () => {
    server.records.set('2001.00001', { title: 'Another' })
    server.trouble = (registry, response) => {
      if (registry === 'arxiv') response.destroy()
      return registry === 'arxiv'
    }
    const tab = openTab()
    tab.queue.add([paper(ATTENTION)])
    await runUntil(() => expect(tab.queue.all()).toEqual([]))
    tab.queue.add([paper('2001.00001')])
    await runUntil(() => expect(tab.queue.all()).toEqual([]))
    expect(server.asked).toEqual([
      `arxiv ${ATTENTION}`,
      `datacite 10.48550/arxiv.${ATTENTION}`,
      'datacite 10.48550/arxiv.2001.00001',
    ])
    expect([...tab.found.values()].map(({ source, title }) => [source, title])).toEqual([
      ['datacite', 'Attention Is All You Need'],
      ['datacite', 'Another'],
    ])
  })

  it('that nobody knows are said to be, are not asked for again by themselves, and are when the person says so', async () => {
    const tab = openTab()
    tab.queue.add([paper('9912.99999'), paper('10.1000/none')])
    await runUntil(() =>
      expect(tab.queue.all().map(({ fault, by }) => [fault, by])).toEqual([
        ['unknown', 'arxiv'],
        ['unknown', 'datacite'],
      ]),
    )
    expect(server.asked).toEqual(['arxiv 9912.99999', 'crossref 10.1000/none', 'datacite 10.1000/none'])
    await tab.queue.wake()
    line.pass(LAST_PAUSE_MS * 10)
    await tab.queue.kept()
    expect(server.asked).toHaveLength(3)
    server.records.set('9912.99999', { title: 'It came out' })
    tab.queue.add([paper('9912.99999', true)])
    await runUntil(() => expect(tab.queue.all()).toHaveLength(1))
    expect(tab.found.size).toBe(1)
  })

  it('that Crossref does not know are found at DataCite', async () => {
    server.records.set('10.5281/zenodo.1', { title: 'A dataset' })
    server.trouble = (registry, response) => {
      if (registry === 'crossref') response.writeHead(404).end('Resource not found.')
      return registry === 'crossref'
    }
    const tab = openTab()
    tab.queue.add([paper('10.5281/zenodo.1')])
    await runUntil(() => expect(tab.queue.all()).toEqual([]))
    expect([...tab.found.values()][0]).toMatchObject({ source: 'datacite', doi: '10.5281/zenodo.1' })
  })

  it('of this month that DataCite has not heard of yet are asked for again, and for days', async () => {
    const tab = openTab()
    tab.named = { arxiv: null, crossref: null, datacite: server.origin }
    tab.queue.add([paper('2611.00001'), paper('2001.00009')])
    await runUntil(() =>
      expect(
        tab.queue
          .all()
          .map(({ fault }) => fault)
          .sort(),
      ).toEqual(['unknown', 'unregistered']),
    )
    server.records.set('2611.00001', { title: 'Of today' })
    line.pass(FIRST_PAUSE_MS)
    await runUntil(() => expect(tab.queue.all()).toHaveLength(1))
    expect(rowOf(tab, '2611.00001')).toBeUndefined()
  })

  it('that arXiv refuses together are asked for one by one, and only the bad one is left', async () => {
    server.trouble = (_registry, response, request) => {
      const bad = request.url?.includes('9912.99999') ?? false
      if (bad) response.writeHead(400, { 'Content-Type': 'application/atom+xml' }).end('bad id')
      return bad
    }
    const tab = openTab()
    tab.queue.add([paper('9912.99999'), paper(ATTENTION)])
    await runUntil(() => expect(tab.queue.all().map(({ fault }) => fault)).toEqual(['unknown']))
    expect(tab.found.size).toBe(1)
  })

  it('wait longer and longer for a registry that is busy, and as long as it asks for', async () => {
    server.trouble = (_registry, response) => {
      response.writeHead(429, { 'Retry-After': '600' }).end()
      return true
    }
    const tab = openTab()
    tab.queue.add([paper(DOI)])
    await until(() => expect(rowOf(tab, DOI)?.fault).toBe('busy'))
    line.pass(599_000)
    // Also where the person asks again, or something else is added.
    tab.queue.add([paper(DOI, true)])
    await tab.queue.wake()
    await tab.queue.kept()
    expect(server.asked).toHaveLength(1)
    server.trouble = null
    line.pass(1_000)
    await until(() => expect(tab.queue.all()).toEqual([]))
    const pauses = Array.from({ length: 40 }, (_, at) => pauseAfter(at + 1, () => 1))
    expect(pauses.slice(0, 3)).toEqual([FIRST_PAUSE_MS, FIRST_PAUSE_MS * 2, FIRST_PAUSE_MS * 4])
    expect(Math.max(...pauses)).toBe(LAST_PAUSE_MS)
    expect(pauseAfter(1, () => 0)).toBe(FIRST_PAUSE_MS / 2)
  })

  it('are asked for again by themselves after garbage', async () => {
    server.trouble = (_registry, response) => {
      response.end('<html>Welcome to the hotel</html>')
      return true
    }
    const tab = openTab()
    tab.queue.add([paper(DOI)])
    await until(() => expect(rowOf(tab, DOI)?.fault).toBe('strange'))
    server.trouble = null
    await runUntil(() => expect(tab.queue.all()).toEqual([]))
    expect(tab.found.size).toBe(1)
  })

  it('are at most so many, and one past it is said to have found no room', async () => {
    line.network = false
    const tab = openTab()
    const ids = Array.from({ length: MAX_LOOKUPS + 3 }, (_, at) => `2001.${10_000 + at}`)
    expect(tab.queue.add(ids.map((id) => paper(id)))).toBe(3)
    expect(tab.queue.all()).toHaveLength(MAX_LOOKUPS)
    expect(tab.queue.add([paper('2001.10000')])).toBe(0)
    expect(tab.queue.add([paper(DOI)])).toBe(1)
  })

  it('are asked for by one of two tabs, and both see what becomes of them', async () => {
    const [one, other] = [openTab(), openTab()]
    one.queue.add([paper(ATTENTION)])
    other.queue.add([paper(DOI)])
    await runUntil(() => {
      expect(one.queue.all()).toEqual([])
      expect(other.queue.all()).toEqual([])
    })
    expect([...server.asked].sort()).toEqual([`arxiv ${ATTENTION}`, `crossref ${DOI}`])
    expect(one.found.size + other.found.size).toBe(2)
  })

  it('and are taken out while they are asked for are not kept, also from another tab', async () => {
    let answer = (): void => undefined
    server.trouble = (_registry, response) => {
      answer = () => response.end(JSON.stringify({ 'message-type': 'work', message: { DOI, title: ['T'] } }))
      return true
    }
    const [one, other] = [openTab(), openTab()]
    one.queue.add([paper(DOI)])
    await until(() => expect([other.queue.asking().size, server.asked.length]).toEqual([1, 1]))
    other.queue.remove([paper(DOI).key])
    expect(await other.queue.kept()).toBe(true)
    answer()
    await until(() => expect(one.queue.asking().size).toBe(0))
    expect([...one.found, ...other.found]).toEqual([])
    expect(one.queue.all()).toEqual([])
    expect(browser.stored.size).toBe(0)
  })

  it('stay where what was found could not be kept', async () => {
    const tab = openTab()
    tab.keeps = false
    tab.queue.add([paper(DOI)])
    await until(() => expect(rowOf(tab, DOI)?.fault).toBe('unkept'))
    tab.keeps = true
    await runUntil(() => expect(tab.queue.all()).toEqual([]))
    expect(tab.found.size).toBe(1)
  })

  it('are looked up in this tab where the disk takes none of it, and that is said', async () => {
    browser.refuses = true
    const tab = openTab()
    line.network = false
    tab.queue.add([paper(DOI)])
    expect(await tab.queue.kept()).toBe(false)
    line.network = true
    await tab.queue.wake()
    await runUntil(() => expect(tab.queue.all()).toEqual([]))
    expect(tab.found.size).toBe(1)
  })

  it('wait while looking up is off, unless the person asked for the very paper, or nobody may be asked', async () => {
    const tab = openTab()
    tab.on = false
    tab.queue.add([paper(ATTENTION), paper(DOI, true)])
    await runUntil(() => expect(tab.queue.all()).toHaveLength(1))
    expect(server.asked).toEqual([`crossref ${DOI}`])
    tab.on = true
    tab.named = null
    await tab.queue.wake()
    tab.named = { arxiv: null, crossref: null, datacite: null }
    await tab.queue.wake()
    await tab.queue.kept()
    expect(server.asked).toHaveLength(1)
  })

  it('that make no sense on the disk are left out', async () => {
    for (const row of [
      null,
      7,
      {},
      { key: 'x' },
      { key: 'arxiv:1', arxivId: 7 },
      { ...paper(DOI), doi: 'no' },
    ])
      browser.stored.set(`bad ${JSON.stringify(row)}`, row)
    browser.stored.set('good', {
      ...paper(DOI),
      tries: 1e9,
      after: 1e300,
      fault: 'sad',
      by: 'nobody',
      asked: 'yes',
    })
    const tab = openTab()
    tab.named = null
    tab.queue.add([paper(ATTENTION)])
    browser.channel().say([])
    await until(() => expect(tab.queue.all()).toHaveLength(2))
    expect(rowOf(tab, DOI)).toMatchObject({ fault: null, by: null, asked: false })
    tab.named = { arxiv: server.origin, crossref: server.origin, datacite: null }
    await tab.queue.wake()
    await runUntil(() => expect(tab.queue.all()).toEqual([]))
  })
})
