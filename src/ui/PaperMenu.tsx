import Quote from 'lucide-solid/icons/quote'
import type { JSX } from 'solid-js'
import { nextReadingState } from '../domain/reading.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Together } from './choice.ts'
import { Icon } from './Icon.tsx'
import type { MenuItem } from './Menu.tsx'
import { MenuPanel } from './MenuPanel.tsx'
import { keyFor } from './shortcuts.ts'

/** What the menu is about, and where it opens. */
export interface MenuPlace {
  readonly keys: readonly PaperKey[]
  readonly x: number
  readonly y: number
}

/** What else can be done with papers: copies, which need no undo. */
export const copyItems = (together: Together, keys: readonly PaperKey[]): readonly MenuItem[] => [
  {
    label: keys.length === 1 ? 'Copy citation' : 'Copy citations',
    icon: <Quote class="i" aria-hidden="true" />,
    keys: keyFor('y'),
    onSelect: () => together.cite(keys),
  },
  {
    label: keys.length === 1 ? 'Copy link' : 'Copy links',
    icon: <Icon name="link" />,
    onSelect: () => together.copyLinks(keys),
  },
  {
    label: keys.length === 1 ? 'Copy title' : 'Copy titles',
    icon: <span class="tick" aria-hidden="true" />,
    onSelect: () => together.copyTitles(keys),
  },
]

/** The menu of one paper, or of those that are chosen, where the pointer or the row is. */
export const PaperMenu = (props: {
  readonly place: MenuPlace
  readonly together: Together
  readonly onOpen: (key: PaperKey) => void
  readonly onSave: () => void
  /** Without it nothing is skipped here. */
  readonly onSkip: (() => void) | undefined
  readonly onPart: (part: 'tag' | 'list') => void
  readonly onClose: () => void
}): JSX.Element => {
  const keys = () => props.place.keys
  const only = () => (keys().length === 1 ? keys()[0] : undefined)
  const saved = () => keys().every((key) => props.together.isSaved(key))
  const skipped = () => keys().every((key) => props.together.isSkipped(key))
  const items = (): readonly MenuItem[] => {
    const one = only()
    const first = keys()[0]
    return [
      ...(one === undefined
        ? []
        : [
            {
              label: 'Open',
              icon: <Icon name="feed" />,
              keys: keyFor('o'),
              onSelect: () => props.onOpen(one),
            },
          ]),
      {
        label: saved() ? 'Unsave' : 'Save',
        icon: <Icon name="save" />,
        keys: keyFor('s'),
        onSelect: () => props.onSave(),
      },
      ...(props.onSkip
        ? [
            {
              label: skipped() ? 'Unskip' : 'Skip',
              icon: <Icon name="close" />,
              keys: keyFor('x'),
              onSelect: () => props.onSkip?.(),
            },
          ]
        : []),
      { label: 'Tag…', icon: <Icon name="tag" />, keys: keyFor('t'), onSelect: () => props.onPart('tag') },
      {
        label: 'Add to list…',
        icon: <Icon name="list" />,
        keys: keyFor('l'),
        onSelect: () => props.onPart('list'),
      },
      ...(first === undefined
        ? []
        : [
            {
              label: 'Next reading state',
              icon: <Icon name="check" />,
              keys: keyFor('r'),
              onSelect: () =>
                props.together.setReading(keys(), nextReadingState(props.together.readingOf(first))),
            },
          ]),
      ...copyItems(props.together, keys()),
    ]
  }
  return (
    <MenuPanel
      label={only() === undefined ? `${keys().length} papers` : 'Paper'}
      class="menu-point"
      trigger=""
      tabIndex={-1}
      at={props.place}
      items={items()}
      onClose={() => props.onClose()}
    />
  )
}
