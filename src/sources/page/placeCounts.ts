import type { CutPage, NumberedLine, PageEntry } from './pageEntries.ts'

/** A paper's stretch with its counts told apart and the lines that named them taken out. */
export type CountedEntry = Omit<PageEntry, 'counts'>

interface Lead {
  /** Bare counts between two papers. */
  readonly numbers: readonly NumberedLine[]
  readonly votes: number | null
  readonly comments: number | null
  readonly body: readonly NumberedLine[]
}

const NOTHING: Lead = { numbers: [], votes: null, comments: null, body: [] }

const numberOf = (line: NumberedLine): number => (line.read.type === 'number' ? line.read.value : 0)

/** Takes counts and labels off the beginning of a stretch of lines, up to its first text. */
const readLead = (lines: readonly NumberedLine[]): Lead => {
  const numbers: NumberedLine[] = []
  let votes: number | null = null
  let comments: number | null = null
  let at = 0
  let awaited: 'votes' | 'comments' | 'person' | 'stars' | 'nothing' = 'nothing'
  for (; at < lines.length; at++) {
    const line = lines[at]
    if (!line) break
    const { read } = line
    if (read.type === 'label') {
      awaited = read.label
      continue
    }
    if (read.type === 'text') {
      // The name behind "Submitted by" is one word.
      if (awaited !== 'person' || read.text.includes(' ')) break
    } else if (read.type === 'number') {
      if (awaited === 'votes') votes = read.value
      else if (awaited === 'comments') comments = read.value
      else if (awaited !== 'stars') numbers.push(line)
    } else if (read.type === 'facts') {
      votes = read.votes ?? votes
      comments = read.comments ?? comments
    }
    awaited = 'nothing'
  }
  return { numbers, votes, comments, body: lines.slice(at) }
}

/** Takes counts and labels off the end, where some pages print votes between abstract and authors. */
const dropTail = (
  lines: readonly NumberedLine[],
): { readonly body: readonly NumberedLine[]; readonly votes: number | null } => {
  let end = lines.length
  let votes: number | null = null
  for (; end > 0; end--) {
    const line = lines[end - 1]
    if (!line || line.read.type === 'text') break
    if (line.read.type === 'number' && !line.apart && lines[end - 2]?.read.type === 'text') break
    if (line.read.type === 'number') votes = line.read.value
    if (line.read.type === 'facts') votes = line.read.votes ?? votes
  }
  return { body: lines.slice(0, end), votes }
}

/** Labels in the middle say nothing about the paper; a number alone in its paragraph is a count, not prose. */
const dropInner = (
  lines: readonly NumberedLine[],
): { readonly body: readonly NumberedLine[]; readonly votes: number | null } => {
  let votes: number | null = null
  let apart = false
  const body: NumberedLine[] = []
  for (const [index, line] of lines.entries()) {
    const alone = line.apart && (lines[index + 1]?.apart ?? true)
    if (line.read.type === 'text' || (line.read.type === 'number' && !alone && index !== 1)) {
      body.push(apart ? { ...line, apart } : line)
      apart = false
    } else {
      if (line.read.type === 'number') votes ??= line.read.value
      apart = true
    }
  }
  return { body, votes }
}

/**
 * Says which bare counts between two papers are the comments of the one above and which the votes of the one below.
 * A page that prints votes prints them for every paper, so the first paper tells: a count in front of its title means
 * that votes stand in front. Where the first paper is cut off, the count's distance to its neighbours decides.
 */
export const placeCounts = (page: CutPage): readonly CountedEntry[] => {
  const leads = [...page.entries.map((entry) => entry.lines), page.rest].map(readLead)
  const gaps = leads.slice(1, -1)
  const attached = gaps.filter(({ numbers, body }) => {
    const last = numbers.at(-1)
    return last?.apart === true && body[0]?.apart === false
  })
  const first = leads[0] ?? NOTHING
  const front =
    page.day !== null || first.numbers.length > 0
      ? first.numbers.length > 0
      : gaps.length > 0 && attached.length === gaps.length
  const namedInFront = first.votes !== null || first.comments !== null
  return page.entries.map((entry, index) => {
    const lead = leads[index] ?? NOTHING
    const next = leads[index + 1] ?? NOTHING
    const last = index === page.entries.length - 1
    const above = front ? lead.numbers.at(-1) : undefined
    const below = front && !last ? next.numbers.slice(0, -1) : next.numbers
    const behind = [...entry.counts, ...below.map(numberOf)]
    const tail = dropTail(lead.body)
    const inner = dropInner(tail.body)
    const votesBehind = front || behind.length < 2 ? null : (behind[0] ?? null)
    // The same with counts that have a name.
    const named = namedInFront ? lead : next
    return {
      lines: inner.body,
      factsLine: entry.factsLine,
      authors: entry.authors,
      date: entry.date,
      votes:
        entry.votes ??
        named.votes ??
        (above ? numberOf(above) : null) ??
        votesBehind ??
        tail.votes ??
        inner.votes,
      comments: entry.comments ?? named.comments ?? behind.at(-1) ?? null,
    }
  })
}
