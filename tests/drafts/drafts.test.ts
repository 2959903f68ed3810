// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { forgetListDrafts, forgetOrphans, keepDraft, onDraft, readDraft } from '../../src/drafts/drafts.ts'
import {
  DRAFT_AGAIN_MS,
  DRAFT_AGE_MS,
  DRAFT_GONE_MS,
  DRAFT_ORPHAN_MS,
  DRAFT_REST_MS,
  DRAFT_WAIT_MS,
  MAX_DRAFT_LENGTH,
  MAX_DRAFT_LETTERS,
  MAX_DRAFTS,
} from '../../src/drafts/limits.ts'
import type { DraftDisk } from '../../src/drafts/draftSaving.ts'

const NOW = 1_750_000_000_000

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  vi.useFakeTimers({ now: NOW })
})
afterEach(() => {
  vi.clearAllTimers()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Whether there is room for it; what the disk says of it comes later. */
const isTaken = (place: string, text: string): boolean => {
  let taken = true
  keepDraft(place, text, (kept) => (taken = kept))
  return taken
}

test('a draft is kept word by word, each at its place, until it is sent', () => {
  keepDraft('list paper', 'Half a thought,\n12 345 of it')
  keepDraft('list paper comment', 'an answer')
  expect(readDraft('list paper')).toBe('Half a thought,\n12 345 of it')
  expect(readDraft('list paper comment')).toBe('an answer')
  keepDraft('list paper', '')
  expect(readDraft('list paper')).toBe('')
  expect(readDraft('list paper comment')).toBe('an answer')
})

test('no draft makes way for another: of many all are kept, and what does not fit is said not to', () => {
  localStorage.setItem('carrel.single-keys', 'off')
  const long = 'x'.repeat(9_000)
  let kept = 0
  while (isTaken(`place ${kept}`, long)) kept++
  expect(kept).toBeGreaterThan(100)
  for (let nth = 0; nth < kept; nth++) expect(readDraft(`place ${nth}`)).toBe(long)
  expect(readDraft(`place ${kept}`)).toBe('')
  expect(localStorage.getItem('carrel.single-keys')).toBe('off')
  // Those that are there can be written on and sent, which makes room.
  expect(isTaken('place 0', 'shorter')).toBe(true)
  expect(isTaken('place 1', '')).toBe(true)
  expect(isTaken(`place ${kept}`, long)).toBe(true)
})

test('drafts fill their room to the last letter, and not beyond it', () => {
  const others = ['a', 'b', 'c']
  for (const other of others) expect(isTaken(other, 'x'.repeat(MAX_DRAFT_LENGTH))).toBe(true)
  // The drafts' own names, when they were written, and the space between.
  keepDraft('d', 'x')
  const beside = 4 * ((localStorage.key(0) ?? '').length + String(Date.now()).length + 1)
  const left = MAX_DRAFT_LETTERS - 3 * MAX_DRAFT_LENGTH - beside
  expect(isTaken('d', 'x'.repeat(left))).toBe(true)
  expect(isTaken('e', 'y')).toBe(false)
  expect(isTaken('d', 'x'.repeat(left + 1))).toBe(false)
  // What was kept of it before is still there.
  expect(readDraft('d')).toHaveLength(left)
})

test('one draft has at most so many letters, and with one more what was kept of it before stays', () => {
  expect(isTaken('place', 'x'.repeat(MAX_DRAFT_LENGTH))).toBe(true)
  expect(isTaken('place', 'x'.repeat(MAX_DRAFT_LENGTH + 1))).toBe(false)
  expect(readDraft('place')).toHaveLength(MAX_DRAFT_LENGTH)
})

test('drafts of a list go with the list, and no others', () => {
  const ofList = ['list', 'list paper', 'list paper comment', 'why list paper', 'title list']
  const others = ['other paper', 'why other paper', 'new list2', 'paper about list']
  for (const place of [...ofList, ...others]) keepDraft(place, 'x')
  forgetListDrafts([])
  for (const place of [...ofList, ...others]) expect(readDraft(place)).toBe('x')
  forgetListDrafts(['gone before', 'list'])
  for (const place of ofList) expect([place, readDraft(place)]).toEqual([place, ''])
  for (const place of others) expect(readDraft(place)).toBe('x')
})

test('a draft whose place is gone stays for a month after it was touched last, and no longer', () => {
  keepDraft('gone', 'x')
  keepDraft('there', 'y')
  const at = Number(/^\d+/.exec(Object.entries(localStorage)[0]?.[1] ?? '')?.[0])
  vi.setSystemTime(at + DRAFT_ORPHAN_MS)
  forgetOrphans(() => true)
  expect(readDraft('gone')).toBe('x')
  vi.setSystemTime(at + DRAFT_ORPHAN_MS + 10)
  forgetOrphans((place) => place === 'gone')
  expect([readDraft('gone'), readDraft('there')]).toEqual(['', 'y'])
})

test('who listens at a place hears of what this page does there, and nothing of other places', () => {
  const heard: string[] = []
  const off = onDraft('place', () => heard.push(readDraft('place')))
  keepDraft('place', 'a')
  keepDraft('other', 'b')
  keepDraft('place', '')
  off()
  keepDraft('place', 'c')
  expect(heard).toEqual(['a', ''])
})

test('as many drafts are kept as there may be, and no more', () => {
  for (let nth = 0; nth < MAX_DRAFTS; nth++) expect(isTaken(`place ${nth}`, 'x')).toBe(true)
  expect(isTaken('one more', 'x')).toBe(false)
  expect(isTaken('place 0', 'x, gone on')).toBe(true)
  expect(isTaken('place 1', '')).toBe(true)
  expect(isTaken('one more', 'x')).toBe(true)
})

test('a draft that nobody touched for a year makes room where there is none, and one of a year to the day does not', () => {
  for (let nth = 0; nth < MAX_DRAFTS - 1; nth++) keepDraft(`place ${nth}`, 'x')
  const put = (at: number): void => localStorage.setItem('carrel.draft old\npage', `${at} old words`)
  const now = vi.setSystemTime(NOW + 1_000_000) && Date.now()
  put(now - DRAFT_AGE_MS)
  expect(isTaken('new', 'x')).toBe(false)
  expect(readDraft('old')).toBe('old words')
  put(now - DRAFT_AGE_MS - 1)
  expect(readDraft('old')).toBe('old words')
  expect(isTaken('new', 'x')).toBe(true)
  expect(readDraft('old')).toBe('')
})

test('what stands there in no form is no draft', () => {
  localStorage.setItem('carrel.draft place', 'nonsense')
  expect(readDraft('place')).toBe('')
  keepDraft('place', 'a')
  expect(readDraft('place')).toBe('a')
})

/** The module as a page has it that was opened just now, in a tab of its own or in one that was there. */
const openPage = async (kind: 'a tab' | 'reloaded' = 'a tab') => {
  if (kind === 'a tab') sessionStorage.clear()
  vi.resetModules()
  vi.advanceTimersByTime(1000)
  return await import('../../src/drafts/drafts.ts')
}

test('two tabs write at one place: neither writes over the other, and a reload brings each its own', async () => {
  const first = await openPage()
  const name = sessionStorage.getItem('carrel.draft') ?? ''
  first.readDraft('place')
  const second = await openPage()
  expect(second.readDraft('place')).toBe('')
  first.keepDraft('place', 'A long comment, with much thought in it')
  vi.advanceTimersByTime(1000)
  second.keepDraft('place', 'x')
  sessionStorage.setItem('carrel.draft', name)
  const again = await openPage('reloaded')
  expect(again.readDraft('place')).toBe('A long comment, with much thought in it')
  again.keepDraft('place', '')
  // What is left is offered, the other tab's words.
  expect((await openPage()).readDraft('place')).toBe('x')
})

test('a tab that goes on from another’s draft leaves it there until it is sent, and then nothing comes back', async () => {
  const first = await openPage()
  const name = sessionStorage.getItem('carrel.draft') ?? ''
  first.keepDraft('place', 'Begun here')
  const second = await openPage()
  expect(second.readDraft('place')).toBe('Begun here')
  second.keepDraft('place', 'quite another')
  expect((await openPage()).readDraft('place')).toBe('quite another')
  sessionStorage.setItem('carrel.draft', name)
  expect((await openPage('reloaded')).readDraft('place')).toBe('Begun here')
  const third = await openPage()
  expect(third.readDraft('place')).toBe('quite another')
  third.keepDraft('place', 'quite another, sent')
  third.keepDraft('place', '')
  expect(localStorage).toHaveLength(0)
})

test('a tab that wrote on after another one went on from its draft keeps what it wrote', async () => {
  const first = await openPage()
  first.keepDraft('place', 'Begun')
  const second = await openPage()
  second.readDraft('place')
  second.keepDraft('place', 'Begun, and sent')
  vi.advanceTimersByTime(1000)
  first.keepDraft('place', 'Begun, and gone on')
  second.keepDraft('place', '')
  expect((await openPage()).readDraft('place')).toBe('Begun, and gone on')
})

test('a draft of an older Carrel is found, and reloads pile nothing up', async () => {
  localStorage.setItem('carrel.draft place', '1749999999999 from before')
  let text = ''
  await openPage()
  for (let nth = 0; nth < 5; nth++) {
    const page = await openPage('reloaded')
    text = page.readDraft('place')
    page.keepDraft('place', `${text}.`)
  }
  expect(text).toBe('from before....')
  expect(localStorage).toHaveLength(2)
  const page = await openPage('reloaded')
  page.readDraft('place')
  page.keepDraft('place', '')
  expect(localStorage).toHaveLength(0)
})

/** A disk as this test has it: what stands on it, and whether it takes or says anything. */
const createDisk = (rows: ReadonlyMap<string, string> = new Map()) => {
  const kept = new Map(rows)
  const disk = { kept, works: true, writes: 0 }
  const draftDisk: DraftDisk = {
    read: async () => (disk.works ? [...kept].map(([name, words]) => ({ name, kept: words })) : null),
    async write(ask) {
      disk.writes++
      if (!disk.works) return false
      for (const row of ask()) {
        if (row.kept === null) kept.delete(row.name)
        else kept.set(row.name, row.kept)
      }
      return true
    },
  }
  return Object.assign(disk, { draftDisk })
}
type Disk = ReturnType<typeof createDisk>

/** A page that has the disk; `kind` as above. */
const openPageOn = async (disk: Disk, kind: 'a tab' | 'reloaded' = 'a tab') => {
  const page = await openPage(kind)
  const saving = await import('../../src/drafts/draftSaving.ts')
  const here = saving.keepDraftsOn(disk.draftDisk)
  return { ...page, ...saving, here }
}
const words = (disk: Disk): readonly string[] =>
  [...disk.kept.values()].map((kept) => kept.replace(/^\S+ /, '')).filter((text) => text !== '')

/** The browser is killed: its pages are gone, and localStorage is as it was when it was last written to the disk. */
const kill = (stored: Readonly<Record<string, string>> = {}): void => {
  vi.clearAllTimers()
  localStorage.clear()
  sessionStorage.clear()
  for (const [name, kept] of Object.entries(stored)) localStorage.setItem(name, kept)
}

describe('the disk', () => {
  test('has what was typed a moment after the last letter, and at least each second while letters come', async () => {
    const disk = createDisk()
    const page = await openPageOn(disk)
    await page.here
    page.keepDraft('place', 'H')
    await vi.advanceTimersByTimeAsync(DRAFT_REST_MS - 1)
    expect(words(disk)).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(words(disk)).toEqual(['H'])
    for (let typed = 100; typed <= DRAFT_WAIT_MS; typed += 100) {
      page.keepDraft('place', `H${typed}`)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(words(disk)).toEqual([`H${DRAFT_WAIT_MS}`])
    expect(disk.writes).toBe(2)
  })

  test('has it at once when the page is left or out of sight', async () => {
    const disk = createDisk()
    const page = await openPageOn(disk)
    await page.here
    page.keepDraft('place', 'Half')
    dispatchEvent(new Event('pagehide'))
    expect(words(disk)).toEqual(['Half'])
    page.keepDraft('place', 'Half a')
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    document.dispatchEvent(new Event('visibilitychange'))
    expect(words(disk)).toEqual(['Half a'])
  })

  test('gives back what a killed browser had not written of its localStorage, and the newer of both', async () => {
    const disk = createDisk()
    const page = await openPageOn(disk)
    await page.here
    page.keepDraft('place', 'Half')
    const stale = { ...localStorage }
    await vi.advanceTimersByTimeAsync(DRAFT_WAIT_MS)
    page.keepDraft('place', 'Half a thought')
    page.keepDraft('other', 'Another')
    await vi.advanceTimersByTimeAsync(DRAFT_WAIT_MS)
    kill(stale)
    const again = await openPageOn(disk)
    await again.here
    expect(again.readDraft('place')).toBe('Half a thought')
    expect(again.readDraft('other')).toBe('Another')
    // Where localStorage is ahead, that is what was written last.
    again.keepDraft('place', 'Half a thought, gone on')
    const ahead = { ...localStorage }
    kill(ahead)
    const third = await openPageOn(disk)
    await third.here
    expect(third.readDraft('place')).toBe('Half a thought, gone on')
    expect(words(disk)).toContain('Half a thought, gone on')
  })

  test('knows that a comment was sent, though localStorage does not, and forgets that in time', async () => {
    const disk = createDisk()
    const page = await openPageOn(disk)
    await page.here
    page.keepDraft('place', 'Sent')
    const stale = { ...localStorage }
    await vi.advanceTimersByTimeAsync(DRAFT_WAIT_MS)
    page.keepDraft('place', '')
    await vi.advanceTimersByTimeAsync(DRAFT_WAIT_MS)
    kill(stale)
    const again = await openPageOn(disk)
    await again.here
    expect(again.readDraft('place')).toBe('')
    expect(localStorage).toHaveLength(0)
    const gone = Number([...disk.kept.values()][0]?.trim())
    vi.setSystemTime(gone + DRAFT_GONE_MS - 1000)
    await (
      await openPageOn(disk)
    ).here
    expect(disk.kept.size).toBe(1)
    vi.setSystemTime(gone + DRAFT_GONE_MS)
    await (
      await openPageOn(disk)
    ).here
    expect(disk.kept.size).toBe(0)
  })

  test('takes over what an older Carrel left, once, and it stays where it was as well', async () => {
    localStorage.setItem('carrel.draft place', '1749999999999 from long before')
    localStorage.setItem('carrel.draft other\ntab.page', '1749999999999 from before')
    const disk = createDisk()
    await (
      await openPageOn(disk)
    ).here
    expect([...words(disk)].sort()).toEqual(['from before', 'from long before'])
    expect(disk.writes).toBe(1)
    kill()
    const page = await openPageOn(disk)
    await page.here
    expect(page.readDraft('place')).toBe('from long before')
    expect(page.readDraft('other')).toBe('from before')
    expect(disk.writes).toBe(1)
  })

  test('that does not take it is told, is tried again, and what was typed stays at hand', async () => {
    const disk = createDisk()
    disk.works = false
    const page = await openPageOn(disk)
    await page.here
    const heard: boolean[] = []
    page.keepDraft('place', 'a thought', (kept) => heard.push(kept))
    await vi.advanceTimersByTimeAsync(DRAFT_REST_MS)
    expect(heard).toEqual([false])
    expect(page.readDraft('place')).toBe('a thought')
    disk.works = true
    await vi.advanceTimersByTimeAsync(DRAFT_AGAIN_MS)
    expect(heard).toEqual([false, true])
    expect(words(disk)).toEqual(['a thought'])
  })

  test('is enough where the browser refuses localStorage', async () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const disk = createDisk()
    const page = await openPageOn(disk)
    await page.here
    const heard: boolean[] = []
    page.keepDraft('place', 'a thought', (kept) => heard.push(kept))
    expect(page.readDraft('place')).toBe('a thought')
    await vi.advanceTimersByTimeAsync(DRAFT_REST_MS)
    expect(heard).toEqual([true])
    const again = await openPageOn(disk)
    await again.here
    expect(again.readDraft('place')).toBe('a thought')
    again.keepDraft('place', '')
    await vi.advanceTimersByTimeAsync(DRAFT_REST_MS)
    expect(words(disk)).toEqual([])
  })

  test('that answers late neither overwrites what was typed meanwhile nor loses what it had', async () => {
    const disk = createDisk(new Map([['carrel.draft place\ntab.page', `${NOW} from before`]]))
    let answer = (): void => undefined
    const { read } = disk.draftDisk
    const asked = new Promise<void>((resolve) => (answer = resolve))
    disk.draftDisk.read = () => asked.then(read)
    const page = await openPage()
    const saving = await import('../../src/drafts/draftSaving.ts')
    const here = saving.keepDraftsOn(disk.draftDisk)
    expect(page.readDraft('place')).toBe('')
    page.keepDraft('place', 'typed meanwhile')
    await vi.advanceTimersByTimeAsync(DRAFT_WAIT_MS)
    answer()
    await here
    expect(page.readDraft('place')).toBe('typed meanwhile')
    expect([...words(disk)].sort()).toEqual(['from before', 'typed meanwhile'])
    page.keepDraft('place', '')
    expect(page.readDraft('place')).toBe('from before')
  })

  test('keeps the words of two tabs apart through a kill, and each comment that was sent stays sent', async () => {
    const disk = createDisk()
    const first = await openPageOn(disk)
    await first.here
    const second = await openPageOn(disk)
    await second.here
    first.keepDraft('place', 'in the first')
    vi.advanceTimersByTime(10)
    second.keepDraft('place', 'in the second')
    await vi.advanceTimersByTimeAsync(DRAFT_WAIT_MS)
    expect([...words(disk)].sort()).toEqual(['in the first', 'in the second'])
    kill()
    const again = await openPageOn(disk)
    await again.here
    expect(again.readDraft('place')).toBe('in the second')
    again.keepDraft('place', '')
    expect(again.readDraft('place')).toBe('in the first')
    await vi.advanceTimersByTimeAsync(DRAFT_WAIT_MS)
    kill()
    const last = await openPageOn(disk)
    await last.here
    expect(last.readDraft('place')).toBe('in the first')
  })

  test('has nothing more of the words of a list that is gone', async () => {
    const disk = createDisk()
    const page = await openPageOn(disk)
    await page.here
    page.keepDraft('why list paper', 'Because')
    page.keepDraft('why other paper', 'Therefore')
    await vi.advanceTimersByTimeAsync(DRAFT_WAIT_MS)
    kill()
    const again = await openPageOn(disk)
    await again.here
    again.forgetListDrafts(['list'])
    await vi.advanceTimersByTimeAsync(DRAFT_WAIT_MS)
    expect(words(disk)).toEqual(['Therefore'])
    expect(Object.values(localStorage).filter((kept) => String(kept).includes('Because'))).toEqual([])
  })

  test('holds rows that make no sense without harm', async () => {
    const disk = createDisk(new Map([['carrel.draft place\npage', 'nonsense']]))
    disk.draftDisk.read = async () => [
      null,
      7,
      'x',
      {},
      { name: 'carrel.draft place\npage', kept: 'nonsense' },
    ]
    const page = await openPageOn(disk)
    await page.here
    expect(page.readDraft('place')).toBe('')
    expect(localStorage).toHaveLength(0)
  })
})
