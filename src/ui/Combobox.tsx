import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  on,
  onMount,
  Show,
  type JSX,
} from 'solid-js'
import { createLeaving } from './createLeaving.ts'
import { isNamed, matchOptions, type Option } from './matchOptions.ts'

/**
 * A field that completes what is typed from `options`, after the ARIA pattern "editable combobox with list". Enter or
 * a tap picks; `onCreate` also takes a name nobody has yet. Stays open for the next one until Escape or the focus
 * leaves.
 */
export const Combobox = (props: {
  readonly label: string
  readonly placeholder?: string
  readonly options: readonly Option[]
  readonly onPick: (id: string) => void
  readonly onCreate?: (name: string) => void
  /** What the line that makes something new says. */
  readonly createLabel?: (name: string) => string
  /** Said where nothing fits and nothing can be made. */
  readonly emptyText?: string
  readonly maxLength?: number
  readonly onClose: () => void
}): JSX.Element => {
  const id = createUniqueId()
  const [query, setQuery] = createSignal('')
  const [at, setAt] = createSignal(0)
  const [input, setInput] = createSignal<HTMLInputElement>()
  const [list, setList] = createSignal<HTMLUListElement>()
  const found = createMemo(() => matchOptions(props.options, query()))
  const fresh = () => {
    const name = query().trim()
    return props.onCreate && name && !isNamed(props.options, name) ? name : null
  }
  const length = () => found().length + (fresh() === null ? 0 : 1)
  const optionId = (index: number): string => `${id}-${index}`
  onMount(() => {
    input()?.focus()
    // Opened low on a phone, it must come into view above the keyboard.
    input()?.parentElement?.scrollIntoView?.({ block: 'nearest' })
  })
  createEffect(on(query, () => setAt(0), { defer: true }))
  createEffect(() => list()?.children[at()]?.scrollIntoView({ block: 'nearest' }))

  const pick = (index: number): void => {
    const option = found()[index]
    const name = fresh()
    if (option) props.onPick(option.id)
    else if (name !== null) props.onCreate?.(name)
    else return
    setQuery('')
    input()?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    if (event.key === 'ArrowDown') setAt((index) => (index + 1) % Math.max(1, length()))
    else if (event.key === 'ArrowUp') setAt((index) => (index - 1 + length()) % Math.max(1, length()))
    else if (event.key === 'Enter' || (event.key === ',' && props.onCreate)) pick(at())
    else if (event.key === 'Escape') props.onClose()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="combo" onFocusOut={createLeaving(() => props.onClose())}>
      <input
        ref={setInput}
        type="text"
        role="combobox"
        aria-label={props.label}
        aria-expanded={length() > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={length() > 0 ? optionId(at()) : undefined}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="done"
        placeholder={props.placeholder ?? props.label}
        maxLength={props.maxLength}
        value={query()}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <ul
        ref={setList}
        class="combo-list"
        role="listbox"
        id={`${id}-list`}
        aria-label={props.label}
        hidden={length() === 0}
      >
        <For each={found()}>
          {(option, index) => (
            <li
              id={optionId(index())}
              role="option"
              aria-selected={at() === index()}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => pick(index())}
            >
              <span>{option.label}</span>
              <Show when={option.hint}>
                <small>{option.hint}</small>
              </Show>
            </li>
          )}
        </For>
        <Show when={fresh()}>
          {(name) => (
            <li
              id={optionId(found().length)}
              role="option"
              aria-selected={at() === found().length}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => pick(found().length)}
            >
              <span>{props.createLabel?.(name()) ?? `New: “${name()}”`}</span>
            </li>
          )}
        </Show>
      </ul>
      <Show when={length() === 0 && props.emptyText}>
        <div class="combo-list combo-empty">{props.emptyText}</div>
      </Show>
    </div>
  )
}
