import type { PaperKey } from '../../domain/paperKey.ts'
import { plainText } from '../../domain/latexText.ts'
import { clip } from '../../lib/text.ts'
import type { Carrel } from '../../state/carrel.ts'
import { hasShortcut } from '../../ui/runShortcut.ts'
import { singleKeys } from '../../ui/shortcuts.ts'
import type { Aim } from './aims.ts'

/** Something to do that is found by its name. */
export interface Command {
  readonly title: string
  /** Other words it is found by. */
  readonly also: string
  readonly aim: Aim
  /** The usual name of the key that does the same. */
  readonly key?: string
}

/** What the keys in a list and in a sheet act on while the palette is opened. */
export type Subject =
  | { readonly type: 'paper'; readonly key: PaperKey }
  | { readonly type: 'selection' }
  | { readonly type: 'nothing' }

const TITLE_SHOWN = 44

const PAPER_VERBS: readonly (readonly [key: string, title: string, also: string])[] = [
  ['o', 'Open', 'read sheet show'],
  ['s', 'Save, or no longer', 'keep bookmark unsave'],
  ['x', 'Skip, or no longer', 'dismiss hide unskip'],
  ['r', 'Next reading state', 'to read reading read done'],
  ['t', 'Tag…', 'label'],
  ['l', 'Add to a list…', 'share put group'],
  ['v', 'Vote, or no longer', 'up like'],
  ['n', 'Write a private note', 'annotate'],
  ['c', 'Comment', 'discuss say thread'],
  ['y', 'Copy the citation', 'bibtex cite reference'],
  ['L', 'Look up title and abstract', 'fetch arxiv crossref doi metadata fill in'],
]
const PAGE_VERBS: readonly (readonly [key: string, title: string, also: string])[] = [
  ['[', 'Previous day of the feed', 'yesterday before earlier'],
  [']', 'Next day of the feed', 'tomorrow after later'],
  ['f', 'Filter these papers', 'narrow tags words'],
]

const verbs = (table: typeof PAPER_VERBS): readonly Command[] =>
  table
    .filter(([key]) => hasShortcut(key))
    .map(([key, title, also]) => ({ title, also, key, aim: { type: 'key', key } }))

/** What is acted on, in words; empty where it is nothing. */
export const subjectTitle = (carrel: Carrel, subject: Subject): string =>
  subject.type === 'selection'
    ? 'With the selected papers'
    : subject.type === 'paper'
      ? `With “${clip(plainText(carrel.paper(subject.key)?.title ?? subject.key), TITLE_SHOWN)}”`
      : ''

/** What can be done with the papers at hand: whatever has a key on this page. */
export const paperCommands = (subject: Subject): readonly Command[] =>
  subject.type === 'nothing' ? [] : verbs(PAPER_VERBS)

/** What can be gone to or done from anywhere. Reactive in `carrel`. */
export const commands = (carrel: Carrel): readonly Command[] => [
  { title: 'Go to the daily feed', also: 'home today papers', key: 'g f', aim: { type: 'go', to: '/' } },
  {
    title: 'Go to the daily feed, in an order for you',
    also: 'sort recommended ranking taste',
    aim: { type: 'for-you' },
  },
  { title: 'Go to saved papers', also: 'library bookmarks', key: 'g s', aim: { type: 'go', to: '/saved' } },
  {
    title: 'Go to your tags',
    also: 'labels rename merge colour',
    key: 'g t',
    aim: { type: 'go', to: '/tags' },
  },
  { title: 'Go to shared lists', also: 'groups', key: 'g l', aim: { type: 'go', to: '/lists' } },
  { title: 'Search all papers', also: 'find words', key: '/', aim: { type: 'results' } },
  ...verbs(PAGE_VERBS),
  { title: 'Add papers', also: 'import paste drop file page', aim: { type: 'go', to: '/add' } },
  { title: 'New list', also: 'create make share', aim: { type: 'new-list', title: '' } },
  { title: 'Join a list', also: 'link code invitation', aim: { type: 'go', to: '/join' } },
  ...(carrel.undo.canUndo()
    ? [{ title: 'Undo the last change', also: 'back revert', key: 'u', aim: { type: 'undo' } } as const]
    : []),
  ...(['light', 'dark', 'system'] as const)
    .filter((theme) => theme !== carrel.device.theme())
    .map((theme) => ({
      title: theme === 'system' ? 'Use the device’s theme' : `Use the ${theme} theme`,
      also: 'theme colours mode appearance light dark system',
      aim: { type: 'theme', theme } as const,
    })),
  { title: 'Keyboard shortcuts', also: 'help keys change', key: '?', aim: { type: 'shortcuts' } },
  {
    title: singleKeys() ? 'Switch single-letter keys off' : 'Switch single-letter keys on',
    also: 'keyboard shortcuts disable enable',
    aim: { type: 'single-keys', on: !singleKeys() },
  },
  {
    title: 'You and this device',
    also: 'settings preferences name storage install about version devices',
    aim: { type: 'go', to: '/you' },
  },
  {
    title: 'What is protected, and what is not',
    also: 'security privacy encryption relay',
    aim: { type: 'go', to: '/security' },
  },
]
