import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { freshBrowser } from '../storage/faults.ts'

const USUAL = {
  arxiv: 'https://export.arxiv.org',
  crossref: 'https://api.crossref.org',
  datacite: 'https://api.datacite.org',
}
/** Each call is a page of its own. */
const openPage = async () => {
  vi.resetModules()
  return import('../../src/state/lookupOrigins.ts')
}
const answer = (said: unknown): void => {
  vi.stubGlobal('fetch', async () =>
    said === null ? Promise.reject(new TypeError('Failed to fetch')) : Response.json(said),
  )
}

beforeEach(freshBrowser)
afterEach(() => vi.unstubAllGlobals())

describe('whom the server lets be asked', () => {
  it('is said in its word, and remembered without a network', async () => {
    answer({ lookups: { arxiv: 'https://mirror.example/arxiv/', crossref: null } })
    const heard = { ...USUAL, arxiv: 'https://mirror.example/arxiv', crossref: null }
    expect(await (await openPage()).readOrigins()).toEqual(heard)
    answer(null)
    expect(await (await openPage()).readOrigins()).toEqual(heard)
    expect(await (await openPage()).keptOrigins()).toEqual(heard)
  })

  it('is nobody while that was never heard, and the usual ones of a server that does not speak of it', async () => {
    answer(null)
    expect(await (await openPage()).keptOrigins()).toBeNull()
    expect(await (await openPage()).readOrigins()).toBeNull()
    answer({ version: '0.1.0' })
    expect(await (await openPage()).readOrigins()).toEqual(USUAL)
  })

  it('is nobody at what is no address of the web', async () => {
    const { parseOrigins } = await openPage()
    expect(
      parseOrigins({ lookups: { arxiv: 'javascript:alert(1)', crossref: 7, datacite: 'nowhere' } }),
    ).toEqual({ arxiv: null, crossref: null, datacite: null })
    for (const said of [null, 7, 'text']) expect(parseOrigins(said)).toBeNull()
  })
})
