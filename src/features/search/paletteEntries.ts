import type { SavedView } from '../../doc/viewEntries.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import { parseArxivId, parseDoi } from '../../domain/paperKey.ts'
import { clip, count, squeeze } from '../../lib/text.ts'
import type { Carrel, TagName } from '../../state/carrel.ts'
import type { ListSummary } from '../../state/lists.ts'
import { MAX_PALETTE_PLACES } from './limits.ts'
import type { Found } from './paperSearch.ts'
import { findNamed, parseListCode } from './places.ts'

/** Where an entry of the palette leads. */
export type Aim =
  | { readonly type: 'paper'; readonly key: PaperKey }
  | { readonly type: 'list'; readonly list: ListSummary }
  | { readonly type: 'tag'; readonly tag: TagName }
  | { readonly type: 'view'; readonly view: SavedView }
  | { readonly type: 'results' }
  | { readonly type: 'join'; readonly code: string }
  | { readonly type: 'add'; readonly text: string }
  | { readonly type: 'go'; readonly to: '/' | '/saved' | '/tags' | '/lists' | '/add' | '/you' }
  | { readonly type: 'new-list'; readonly title: string }
  | { readonly type: 'theme'; readonly theme: 'system' | 'light' | 'dark' }
  | { readonly type: 'shortcuts' }
  | { readonly type: 'undo' }

export interface PaletteEntry {
  readonly id: string
  readonly title: string
  readonly aim: Aim
}

export interface PaletteGroup {
  readonly title: string
  readonly entries: readonly PaletteEntry[]
}

interface Command {
  readonly title: string
  /** Other words it is found by. */
  readonly also: string
  readonly aim: Aim
}

/** A new list's title is shown in the palette in full only when it fits a line. */
const TITLE_SHOWN = 60

const commands = (carrel: Carrel): readonly Command[] => [
  { title: 'Go to the daily feed', also: 'home today papers', aim: { type: 'go', to: '/' } },
  { title: 'Go to saved papers', also: 'library bookmarks', aim: { type: 'go', to: '/saved' } },
  { title: 'Go to your tags', also: 'labels rename merge colour', aim: { type: 'go', to: '/tags' } },
  { title: 'Go to shared lists', also: 'groups', aim: { type: 'go', to: '/lists' } },
  { title: 'Add papers', also: 'import paste drop file page', aim: { type: 'go', to: '/add' } },
  { title: 'New list', also: 'create make share', aim: { type: 'new-list', title: '' } },
  ...(carrel.undo.canUndo()
    ? [{ title: 'Undo the last change', also: 'back revert', aim: { type: 'undo' } } as const]
    : []),
  ...(['light', 'dark', 'system'] as const)
    .filter((theme) => theme !== carrel.device.theme())
    .map((theme) => ({
      title: theme === 'system' ? 'Use the device’s theme' : `Use the ${theme} theme`,
      also: 'theme colours mode appearance light dark system',
      aim: { type: 'theme', theme } as const,
    })),
  { title: 'Keyboard shortcuts', also: 'help keys', aim: { type: 'shortcuts' } },
  {
    title: 'You and this device',
    also: 'settings preferences name storage install about version',
    aim: { type: 'go', to: '/you' },
  },
]

/** What the palette offers for `query`, given the papers found for it. Reactive in `carrel`. */
export const paletteGroups = (
  carrel: Carrel,
  query: string,
  found: Found,
  views: readonly SavedView[] = [],
): readonly PaletteGroup[] => {
  const text = squeeze(query)
  const code = parseListCode(text)
  const id = parseArxivId(text) ?? parseDoi(text)

  const pasted: PaletteEntry[] = []
  if (code !== null)
    pasted.push({ id: 'join', title: 'Open the list behind this link', aim: { type: 'join', code } })
  if (id !== null && found.total === 0)
    pasted.push({ id: 'add', title: `Add ${clip(id, TITLE_SHOWN)}`, aim: { type: 'add', text } })

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

  const lists = findNamed(carrel.lists.all(), (list) => list.title, text, MAX_PALETTE_PLACES)
  const kept = findNamed(views, (view) => view.name, text, MAX_PALETTE_PLACES - lists.length)
  const tags =
    text === ''
      ? []
      : findNamed(
          carrel.library.tags(),
          (tag) => tag.name,
          text,
          MAX_PALETTE_PLACES - lists.length - kept.length,
        )
  const places: PaletteEntry[] = [
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

  const acts: PaletteEntry[] =
    code !== null
      ? []
      : findNamed(commands(carrel), (command) => `${command.title} ${command.also}`, text, Infinity).map(
          ({ title, aim }) => ({ id: `do ${title}`, title, aim }),
        )
  if (text !== '' && code === null && id === null) {
    acts.push({
      id: 'do new list named',
      title: `New list “${clip(text, TITLE_SHOWN)}”`,
      aim: { type: 'new-list', title: text },
    })
  }

  return [
    { title: 'What you pasted', entries: pasted },
    { title: 'Papers', entries: papers },
    { title: 'Lists, views and tags', entries: places },
    { title: 'Do', entries: acts },
  ].filter((group) => group.entries.length > 0)
}
