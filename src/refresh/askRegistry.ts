import type { PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Result } from '../lib/result.ts'
import { arxivQueryUrl } from '../sources/arxiv/arxivQueryUrl.ts'
import { parseArxivAnswer } from '../sources/arxiv/parseArxivAnswer.ts'
import { crossrefUrl } from '../sources/crossref/crossrefUrl.ts'
import { parseCrossrefWork } from '../sources/crossref/parseCrossrefWork.ts'
import { dataciteUrl, doiOfArxiv } from '../sources/datacite/dataciteUrl.ts'
import { parseDataciteDoi } from '../sources/datacite/parseDataciteDoi.ts'
import { ANSWER_MS, MAX_ANSWER_BYTES, MAX_RETRY_AFTER_MS } from './limits.ts'
import type { Lookup, Registry } from './lookup.ts'

/** What came of asking. */
export type Answer =
  /** Whoever is not in it is unknown there. */
  | { readonly type: 'answered'; readonly papers: ReadonlyMap<PaperKey, PaperSnapshot> }
  /** One of the ids is none to this registry; it does not say which. */
  | { readonly type: 'refused' }
  | {
      readonly type: 'failed'
      readonly fault: 'offline' | 'unreached' | 'busy' | 'strange'
      /** How long the registry asks to be left alone, in ms. */
      readonly wait: number
    }

/** What of the browser is used to ask. */
export interface Line {
  fetch(url: string, init: RequestInit): Promise<Response>
  now(): number
  /** False where the device knows that it has no network; true says nothing. */
  online(): boolean
  /** Calls back after so many ms; answers what stops that. */
  setTimer(ms: number, then: () => void): () => void
}

/** Nothing is sent but the address: no cookie, no referrer, no name. */
const INIT: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' }
const UNKNOWN: Answer = { type: 'answered', papers: new Map() }

const failed = (fault: 'offline' | 'unreached' | 'busy' | 'strange', wait = 0): Answer => ({
  type: 'failed',
  fault,
  wait,
})

/** Seconds, or a date; 0 where nothing sensible is said. */
const retryAfterOf = (response: Response, now: number): number => {
  const said = response.headers.get('retry-after') ?? ''
  const wait = /^\d{1,9}$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - now
  return wait > 0 ? Math.min(wait, MAX_RETRY_AFTER_MS) : 0
}

/** The body as text; `null` for one that is longer than any answer. */
const readBody = async (response: Response): Promise<string | null> => {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let length = 0; reader;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > MAX_ANSWER_BYTES) {
      await reader.cancel()
      return null
    }
    text += decoder.decode(value, { stream: true })
  }
  return text + decoder.decode()
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The address, and how what answers there is read, for the papers that are asked for. */
const questionOf = (
  registry: Registry,
  origin: string,
  lookups: readonly [Lookup, ...Lookup[]],
): { readonly url: string; readonly read: (text: string) => Answer } | null => {
  const [first] = lookups
  if (registry === 'arxiv')
    return {
      url: arxivQueryUrl(
        lookups.flatMap(({ arxivId }) => arxivId ?? []),
        origin,
      ),
      read(text) {
        const parsed = parseArxivAnswer(text)
        if (!parsed.ok) return parsed.error === 'refused' ? { type: 'refused' } : failed('strange')
        const papers = lookups.flatMap(({ key, arxivId }): [PaperKey, PaperSnapshot][] => {
          const paper = parsed.value.get(arxivId ?? '')
          return paper ? [[key, paper]] : []
        })
        return { type: 'answered', papers: new Map(papers) }
      },
    }
  const doi = first.arxivId === undefined ? first.doi : doiOfArxiv(first.arxivId)
  if (doi === undefined) return null
  const read = (parsed: Result<PaperSnapshot, 'unknown' | 'strange'>): Answer => {
    if (parsed.ok) return { type: 'answered', papers: new Map([[first.key, parsed.value]]) }
    return parsed.error === 'unknown' ? UNKNOWN : failed('strange')
  }
  return registry === 'crossref'
    ? { url: crossrefUrl(doi, origin), read: (text) => read(parseCrossrefWork(parseJson(text), doi)) }
    : { url: dataciteUrl(doi, origin), read: (text) => read(parseDataciteDoi(parseJson(text), doi)) }
}

/** What an answer means that is no record; `null` for one that should be read. */
const judge = (registry: Registry, origin: string, response: Response, now: number): Answer | null => {
  const { status } = response
  // A portal of a hotel, or whoever else stands between, sends somewhere else, or a page.
  if (response.url !== '' && new URL(response.url).origin !== new URL(origin).origin) return failed('strange')
  if (status === 429 || status >= 500) return failed('busy', retryAfterOf(response, now))
  if (response.ok) return null
  const isPage = /text\/html/i.test(response.headers.get('content-type') ?? '')
  if (isPage) return failed(status === 403 ? 'busy' : 'strange')
  if (status === 400 || status === 422) return { type: 'refused' }
  if (registry !== 'arxiv' && (status === 404 || status === 410)) return UNKNOWN
  return failed(status === 403 ? 'busy' : 'strange')
}

/**
 * Asks a registry at `origin` for papers, all at once where it is arXiv, and otherwise for the first alone. Tells it
 * their ids, and nothing else. Never throws, and takes no longer and no more memory than its limits.
 */
export const askRegistry = async (
  line: Line,
  registry: Registry,
  origin: string,
  lookups: readonly [Lookup, ...Lookup[]],
): Promise<Answer> => {
  const question = questionOf(registry, origin, lookups)
  if (!question) return { type: 'refused' }
  const stopping = new AbortController()
  const stopTimer = line.setTimer(ANSWER_MS, () => stopping.abort())
  try {
    const response = await line.fetch(question.url, { ...INIT, signal: stopping.signal })
    const judged = judge(registry, origin, response, line.now())
    if (judged) {
      void response.body?.cancel().catch(() => undefined)
      return judged
    }
    const text = await readBody(response)
    return text === null ? failed('strange') : question.read(text)
  } catch {
    return failed(line.online() ? 'unreached' : 'offline')
  } finally {
    stopTimer()
  }
}
