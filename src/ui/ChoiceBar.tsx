import { createSignal, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'
import { nextReadingState } from '../domain/reading.ts'
import type { Day } from '../lib/day.ts'
import { count } from '../lib/text.ts'
import type { Together } from './choice.ts'
import { ChoiceField, type ChoicePart } from './ChoiceField.tsx'
import { Icon } from './Icon.tsx'
import { Menu } from './Menu.tsx'
import { createShortcuts } from './shortcuts.ts'

/** How many papers are chosen, and what can be done with them all; its keys are those of a single paper. */
export const ChoiceBar = (props: {
  /** In the order shown. */
  readonly keys: readonly PaperKey[]
  readonly shown: readonly PaperKey[]
  readonly together: Together
  readonly dayOf: ((key: PaperKey) => Day) | undefined
  readonly onAll: () => void
  readonly onClear: () => void
}): JSX.Element => {
  const [part, setPart] = createSignal<ChoicePart | null>(null)
  const allSaved = () => props.keys.every((key) => props.together.isSaved(key))
  const allSkipped = () => props.keys.every((key) => props.together.isSkipped(key))
  const save = (): void => (allSaved() ? props.together.unsave(props.keys) : props.together.save(props.keys))
  const skip = (): unknown => {
    if (!props.dayOf) return false
    if (allSkipped()) return props.together.unskip(props.keys)
    const days = new Map<Day, PaperKey[]>()
    for (const key of props.keys) {
      const day = props.dayOf(key)
      const before = days.get(day)
      if (before) before.push(key)
      else days.set(day, [key])
    }
    return props.together.skip(days)
  }
  const stepReading = (): void => {
    const first = props.keys[0]
    if (first !== undefined)
      props.together.setReading(props.keys, nextReadingState(props.together.readingOf(first)))
  }
  createShortcuts({
    s: save,
    x: skip,
    t: () => void setPart('tag'),
    l: () => void setPart('list'),
    r: stepReading,
    'mod+a': () => props.onAll(),
    Escape: () => props.onClear(),
  })
  return (
    <>
      <div class="choice-bar" role="toolbar" aria-label="Selected papers">
        <b>{props.keys.length} selected</b>
        <span class="grow" />
        <button type="button" class="icon" title={allSaved() ? 'Unsave (s)' : 'Save (s)'} onClick={save}>
          <Icon name="save" />
          <span>{allSaved() ? 'Unsave' : 'Save'}</span>
        </button>
        <Show when={props.dayOf}>
          <button type="button" class="icon" title={allSkipped() ? 'Unskip (x)' : 'Skip (x)'} onClick={skip}>
            <Icon name="close" />
            <span>{allSkipped() ? 'Unskip' : 'Skip'}</span>
          </button>
        </Show>
        <button
          type="button"
          class="icon"
          aria-haspopup="dialog"
          title="Tag (t)"
          onClick={() => setPart('tag')}
        >
          <Icon name="tag" />
          <span>Tag</span>
        </button>
        <button
          type="button"
          class="icon"
          aria-haspopup="dialog"
          title="Add to a list (l)"
          onClick={() => setPart('list')}
        >
          <Icon name="list" />
          <span>List</span>
        </button>
        <Menu
          class="icon"
          label="Reading state"
          trigger={<Icon name="check" />}
          items={[
            { label: 'To read', onSelect: () => props.together.setReading(props.keys, 'to-read') },
            { label: 'Reading', onSelect: () => props.together.setReading(props.keys, 'reading') },
            { label: 'Read', onSelect: () => props.together.setReading(props.keys, 'read') },
            { label: 'No reading state', onSelect: () => props.together.setReading(props.keys, null) },
          ]}
        />
        <button type="button" class="icon" title="Clear the selection (Esc)" onClick={() => props.onClear()}>
          Clear
        </button>
      </div>
      <Show when={part()}>
        {(open) => (
          <ChoiceField
            part={open()}
            of={count(props.keys.length, 'paper', 'papers')}
            keys={props.keys}
            together={props.together}
            onClose={() => setPart(null)}
          />
        )}
      </Show>
    </>
  )
}
