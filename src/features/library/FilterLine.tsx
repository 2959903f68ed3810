import Plus from 'lucide-solid/icons/plus'
import X from 'lucide-solid/icons/x'
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show, type JSX } from 'solid-js'
import { isOpen, MAX_FILTER_TEXT_LENGTH, parseFilter, type PaperFilter } from '../../domain/paperFilter.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { Combobox } from '../../ui/Combobox.tsx'
import { createFocusReturn } from '../../ui/focusReturn.ts'
import type { Option } from '../../ui/matchOptions.ts'
import { createShortcuts, withKey } from '../../ui/shortcuts.ts'
import { namePart, partsOf, READING_CHOICES } from './filterPapers.ts'

/** The address follows the typing at this distance, so that the history is not written letter by letter. */
const ADDRESS_MS = 250

/** Tags that must be there, tags that must not, the reading state and words, in one line above the papers. */
export const FilterLine = (props: {
  readonly filter: PaperFilter
  /** `typing`: the history keeps one step for a whole word. */
  readonly onChange: (filter: PaperFilter, typing: boolean) => void
  /** Out of the line and into the papers. */
  readonly onLeave: () => void
  /** At the end of the line. */
  readonly children?: JSX.Element
}): JSX.Element => {
  const carrel = useCarrel()
  const [opened, setOpened] = createSignal(false)
  const [field, setField] = createSignal<HTMLInputElement>()
  const [text, setText] = createSignal('')
  const unfiltered = () => isOpen(props.filter)
  const shown = () => opened() || !unfiltered()
  const options = createMemo(() =>
    carrel.library
      .tags()
      .filter(({ id }) => !props.filter.tags.includes(id) && !props.filter.not.includes(id))
      .map((tag) => ({ id: tag.id, label: tag.name, hint: count(tag.count, 'paper', 'papers') })),
  )
  const chips = () => partsOf(props.filter).filter(({ type }) => type === 'tag' || type === 'not')

  /** The words that the address was last given. */
  let written = ''
  let clock: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(clock))
  createEffect(
    on(
      () => props.filter.text,
      (words) => {
        // What was typed since is newer than what the address says by now.
        if (words.trim() === written.trim()) return
        clearTimeout(clock)
        written = words
        setText(words)
      },
    ),
  )
  const change = (next: Partial<PaperFilter>, typing = false): void => {
    clearTimeout(clock)
    written = next.text ?? text()
    props.onChange({ ...props.filter, text: text(), ...next }, typing)
  }
  const type = (words: string): void => {
    setText(words)
    clearTimeout(clock)
    clock = setTimeout(() => change({ text: words }, true), ADDRESS_MS)
  }
  const clear = (): void => {
    clearTimeout(clock)
    written = ''
    setText('')
    props.onChange(parseFilter({}), false)
  }
  const focusField = (): void => field()?.focus()
  const open = (): void => {
    setOpened(true)
    queueMicrotask(focusField)
  }
  const close = (): void => {
    setOpened(false)
    props.onLeave()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    if (event.key === 'Enter' || event.key === 'ArrowDown') {
      change({}, true)
      props.onLeave()
    } else if (event.key !== 'Escape') return
    else if (unfiltered() && text() === '') close()
    else clear()
    event.preventDefault()
    event.stopPropagation()
  }
  const addTag = (kind: 'tags' | 'not', id: string): void => {
    change({ [kind]: [...props.filter[kind], id] })
  }
  /** A tag that must be there becomes one that must not, and back. */
  const turn = (kind: 'tag' | 'not', id: string): void => {
    const [from, to] = kind === 'tag' ? (['tags', 'not'] as const) : (['not', 'tags'] as const)
    change({ [from]: props.filter[from].filter((one) => one !== id), [to]: [...props.filter[to], id] })
  }
  createShortcuts({
    f: open,
    Escape: () => (unfiltered() ? false : clear()),
  })
  return (
    <div class="chips filter-line" role="search" aria-label="Filter">
      <Show
        when={shown()}
        fallback={
          <button type="button" class="chip" title={withKey('Filter', 'f')} onClick={open}>
            Filter
          </button>
        }
      >
        <input
          ref={setField}
          type="search"
          class="filter-text"
          aria-label="Words of a title, author or abstract"
          placeholder="Words"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="search"
          maxlength={MAX_FILTER_TEXT_LENGTH}
          value={text()}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <For each={chips()}>
          {(part) => (
            <span class="chip on part" classList={{ not: part.type === 'not' }}>
              <button
                type="button"
                title={
                  part.type === 'not'
                    ? 'Must not have it: press to ask for it'
                    : 'Must have it: press to forbid it'
                }
                onClick={() => turn(part.type === 'not' ? 'not' : 'tag', part.value)}
              >
                {namePart(part, (id) => carrel.library.tagName(id))}
              </button>
              <button
                type="button"
                class="drop"
                aria-label={`Drop ${namePart(part, (id) => carrel.library.tagName(id))}`}
                title="Take it out of the filter"
                onClick={() => {
                  change({ tags: part.without.tags, not: part.without.not })
                  field()?.focus()
                }}
              >
                <X class="i s" />
              </button>
            </span>
          )}
        </For>
        <TagAdder label="With tag" options={options()} onPick={(id) => addTag('tags', id)} />
        <TagAdder label="Without tag" options={options()} onPick={(id) => addTag('not', id)} />
        <select
          class="chip"
          classList={{ on: props.filter.reading !== null }}
          aria-label="Reading state"
          value={props.filter.reading ?? ''}
          onChange={(event) =>
            change({ reading: parseFilter({ reading: event.currentTarget.value }).reading })
          }
        >
          <option value="">Any state</option>
          <For each={READING_CHOICES}>{([state, name]) => <option value={state}>{name}</option>}</For>
        </select>
        <Show when={!unfiltered()}>
          <button
            type="button"
            class="chip"
            title="Clear the filter (Esc)"
            onClick={() => {
              clear()
              field()?.focus()
            }}
          >
            Clear
          </button>
        </Show>
        {props.children}
      </Show>
    </div>
  )
}

/** A chip that becomes a field with the tags that may be added. */
const TagAdder = (props: {
  readonly label: string
  readonly options: readonly Option[]
  readonly onPick: (id: string) => void
}): JSX.Element => {
  const [adding, setAdding] = createSignal(false)
  const { setOpener, close } = createFocusReturn(() => setAdding(false))
  return (
    <Show
      when={adding()}
      fallback={
        <button ref={setOpener} type="button" class="chip" onClick={() => setAdding(true)}>
          <Plus class="i s" />
          {props.label}
        </button>
      }
    >
      <Combobox
        label={props.label}
        options={props.options}
        onPick={(id) => props.onPick(id)}
        emptyText="No other tag"
        onClose={close}
      />
    </Show>
  )
}
