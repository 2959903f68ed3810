import ListX from 'lucide-solid/icons/list-x'
import { createSignal, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'
import { nextReadingState } from '../domain/reading.ts'
import type { Day } from '../lib/day.ts'
import { count, printNumber } from '../lib/text.ts'
import { saveOrNot, skipOrNot, type ListedChoice, type Together } from './choice.ts'
import { ChoiceField, type ChoicePart } from './ChoiceField.tsx'
import { Icon } from './Icon.tsx'
import { Menu } from './Menu.tsx'
import { copyItems } from './PaperMenu.tsx'
import { createShortcuts, withKey } from './shortcuts.ts'

/** How many papers are chosen, and what can be done with them all; its keys are those of a single paper. */
export const ChoiceBar = (props: {
  /** In the order shown. */
  readonly keys: readonly PaperKey[]
  readonly together: Together
  readonly dayOf: ((key: PaperKey) => Day) | undefined
  readonly listed: ListedChoice | null
  readonly onAll: () => void
  readonly onClear: () => void
}): JSX.Element => {
  const [part, setPart] = createSignal<ChoicePart | null>(null)
  const allSaved = () => props.keys.every((key) => props.together.isSaved(key))
  const allSkipped = () => props.keys.every((key) => props.together.isSkipped(key))
  const save = (): void => saveOrNot(props.together, props.keys)
  const skip = (): unknown => (props.dayOf ? skipOrNot(props.together, props.keys, props.dayOf) : false)
  const allVoted = () => props.keys.every((key) => props.listed?.isVoted(key))
  const vote = (): unknown => (props.listed ? props.listed.vote(props.keys, !allVoted()) : false)
  const remove = (): void => {
    props.listed?.remove(props.keys)
    props.onClear()
  }
  const stepReading = (): void => {
    const first = props.keys[0]
    if (first !== undefined)
      props.together.setReading(props.keys, nextReadingState(props.together.readingOf(first)))
  }
  createShortcuts({
    s: save,
    x: skip,
    v: vote,
    t: () => void setPart('tag'),
    l: () => void setPart('list'),
    r: stepReading,
    y: () => props.together.cite(props.keys),
    'mod+a': () => props.onAll(),
    Escape: () => props.onClear(),
  })
  return (
    <>
      <div class="choice-bar" role="toolbar" aria-label="Selected papers">
        <b>
          {printNumber(props.keys.length)}
          <span> selected</span>
        </b>
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
        <Show when={props.listed}>
          <button
            type="button"
            class="icon"
            title={withKey(allVoted() ? 'Take the votes back' : 'Vote', 'v')}
            onClick={vote}
          >
            <Icon name="up" />
            <span>{allVoted() ? 'Unvote' : 'Vote'}</span>
          </button>
        </Show>
        <button
          type="button"
          class="icon"
          aria-haspopup="dialog"
          title={withKey('Tag', 't')}
          onClick={() => setPart('tag')}
        >
          <Icon name="tag" />
          <span>Tag</span>
        </button>
        <button
          type="button"
          class="icon"
          aria-haspopup="dialog"
          title={withKey('Add to a list', 'l')}
          onClick={() => setPart('list')}
        >
          <Icon name="list" />
          <span>List</span>
        </button>
        <Show when={props.listed}>
          <button
            type="button"
            class="icon roomy"
            aria-label="Remove from the list"
            title="Remove from the list"
            onClick={remove}
          >
            <ListX class="i" aria-hidden="true" />
          </button>
        </Show>
        <Menu
          class="icon"
          label="More"
          trigger={<Icon name="dots" bold />}
          items={[
            {
              label: 'To read',
              icon: <span class="tick" aria-hidden="true" />,
              onSelect: () => props.together.setReading(props.keys, 'to-read'),
            },
            {
              label: 'Reading',
              icon: <span class="tick" aria-hidden="true" />,
              onSelect: () => props.together.setReading(props.keys, 'reading'),
            },
            {
              label: 'Read',
              icon: <span class="tick" aria-hidden="true" />,
              onSelect: () => props.together.setReading(props.keys, 'read'),
            },
            {
              label: 'No reading state',
              icon: <span class="tick" aria-hidden="true" />,
              onSelect: () => props.together.setReading(props.keys, null),
            },
            ...copyItems(props.together, props.keys),
            ...(props.listed
              ? [
                  ...props.listed.items(props.keys),
                  {
                    label: 'Remove from the list',
                    icon: <ListX class="i" aria-hidden="true" />,
                    danger: true,
                    onSelect: remove,
                  },
                ]
              : []),
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
