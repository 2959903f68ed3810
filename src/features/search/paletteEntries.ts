import type { SavedView } from '../../doc/viewEntries.ts'
import type { Found } from '../../domain/found.ts'
import { parseArxivId, parseDoi } from '../../domain/paperKey.ts'
import { paperKeyOf } from '../../domain/paperKeyOf.ts'
import { clip, count, squeeze } from '../../lib/text.ts'
import type { Carrel } from '../../state/carrel.ts'
import type { Aim, Place } from './aims.ts'
import { commands, paperCommands, subjectTitle, type Command, type Subject } from './commands.ts'
import { MAX_PALETTE_PLACES } from './limits.ts'
import { findNamed, parseListCode } from './places.ts'

export interface PaletteEntry<A extends Aim = Aim> {
  readonly id: string
  readonly title: string
  readonly aim: A
  /** The usual name of a key that does the same. */
  readonly key?: string
}

export interface PaletteGroup {
  readonly title: string
  readonly entries: readonly PaletteEntry[]
}

/** A new list's title is shown in the palette in full only when it fits a line. */
const TITLE_SHOWN = 60

/** The ids in a text that is nothing but ids and addresses of papers; none where it is anything else. */
const idsIn = (
  text: string,
): readonly { readonly arxivId?: string; readonly doi?: string; readonly label: string }[] => {
  const tokens = text === '' ? [] : text.replace(/\b(arxiv|doi):\s+/gi, '$1:').split(' ')
  const ids = tokens.map((token) => {
    const bare = token.replace(/[,;]$/, '')
    const arxivId = parseArxivId(bare)
    if (arxivId !== null) return { arxivId, label: `arXiv ${arxivId}` }
    const doi = parseDoi(bare)
    return doi === null ? null : { doi, label: `DOI ${doi}` }
  })
  const named = ids.filter((id) => id !== null)
  return named.length === tokens.length ? named : []
}

/** What a pasted link, id or address is good for: a list to open, papers to add that are not here yet. */
export const pastedEntries = (
  carrel: Carrel,
  query: string,
  found: Found,
): readonly PaletteEntry<Place>[] => {
  const text = squeeze(query)
  const code = parseListCode(text)
  if (code !== null)
    return [{ id: 'join', title: 'Open the list behind this link', aim: { type: 'join', code } }]
  const ids = idsIn(text)
  // Known under another key: by its DOI, where the arXiv id was pasted.
  if (ids.length === 1 && found.total > 0) return []
  const missing = ids.filter((id) => carrel.paper(paperKeyOf({ ...id, title: '' })) === null)
  const [first] = missing
  if (!first) return []
  return [
    {
      id: 'add',
      title: missing.length === 1 ? `Add ${clip(first.label, TITLE_SHOWN)}` : `Add ${missing.length} papers`,
      aim: { type: 'add', text },
    },
  ]
}

/** Lists, views and tags of that name; without one the lists alone. */
export const placeEntries = (
  carrel: Carrel,
  query: string,
  views: readonly SavedView[],
): readonly PaletteEntry<Place>[] => {
  const text = squeeze(query)
  const lists = findNamed(carrel.lists.all(), (list) => list.title, text, MAX_PALETTE_PLACES)
  const kept = findNamed(views, (view) => view.name, text, MAX_PALETTE_PLACES - lists.length)
  const room = MAX_PALETTE_PLACES - lists.length - kept.length
  const tags = text === '' ? [] : findNamed(carrel.library.tags(), (tag) => tag.name, text, room)
  return [
    ...lists.map((list) => ({
      id: `list ${list.id}`,
      title: list.frozen === null ? list.title : `${list.title} (copy)`,
      aim: { type: 'list', list } as const,
    })),
    ...kept.map((view) => ({
      id: `view ${view.id}`,
      title: view.name,
      aim: { type: 'view', view } as const,
    })),
    ...tags.map((tag) => ({ id: `tag ${tag.id}`, title: tag.name, aim: { type: 'tag', tag } as const })),
  ]
}

const toEntries = (all: readonly Command[], text: string): readonly PaletteEntry[] =>
  findNamed(all, (command) => `${command.title} ${command.also}`, text, Infinity).map(
    ({ title, aim, key }) => ({ id: `do ${title}`, title, aim, ...(key === undefined ? {} : { key }) }),
  )

/** What the palette offers for `query`, given the papers found for it. Reactive in `carrel`. */
export const paletteGroups = (
  carrel: Carrel,
  query: string,
  found: Found,
  views: readonly SavedView[] = [],
  subject: Subject = { type: 'nothing' },
): readonly PaletteGroup[] => {
  const text = squeeze(query)
  const code = parseListCode(text)
  const papers: PaletteEntry[] = found.keys.map((key) => ({
    id: `paper ${key}`,
    title: carrel.paper(key)?.title ?? key,
    aim: { type: 'paper', key },
  }))
  if (found.total > found.keys.length)
    papers.push({
      id: 'results',
      title: `See all ${count(found.total, 'paper', 'papers')}`,
      aim: { type: 'results' },
    })
  const acts: PaletteEntry[] = code === null ? [...toEntries(commands(carrel), text)] : []
  if (text !== '' && code === null && idsIn(text).length === 0)
    acts.push({
      id: 'do new list named',
      title: `New list “${clip(text, TITLE_SHOWN)}”`,
      aim: { type: 'new-list', title: text },
    })
  return [
    { title: 'What you pasted', entries: pastedEntries(carrel, query, found) },
    { title: 'Papers', entries: papers },
    { title: 'Lists, views and tags', entries: placeEntries(carrel, query, views) },
    {
      title: subjectTitle(carrel, subject),
      entries: code === null ? toEntries(paperCommands(subject), text) : [],
    },
    { title: 'Do', entries: acts },
  ].filter((group) => group.entries.length > 0)
}
