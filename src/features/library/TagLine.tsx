import { Link } from '@tanstack/solid-router'
import { createSignal, createUniqueId, Show, type JSX } from 'solid-js'
import { MAX_TAG_LENGTH } from '../../domain/tag.ts'
import { timeToDay } from '../../lib/day.ts'
import { count } from '../../lib/text.ts'
import type { TagName } from '../../state/library.ts'
import { ColourPicker } from '../../ui/ColourPicker.tsx'
import { printDay } from '../../ui/dates.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { COLOUR_NAMES, paletteColour } from '../../ui/paletteColour.ts'

/** One tag among all: its colour, its name as a way to its papers, how many they are, and what can be done with it. */
export const TagLine = (props: {
  readonly tag: TagName
  /** When it was last given, in ms; `null` where that is not known yet. */
  readonly used: number | null
  readonly renaming: boolean
  /** Whether there is another tag. */
  readonly mergeable: boolean
  readonly onRenaming: (on: boolean) => void
  readonly onRename: (name: string) => void
  readonly onColour: (colour: number) => void
  readonly onMerge: () => void
  readonly onRemove: () => void
}): JSX.Element => {
  const panel = createUniqueId()
  const [colouring, setColouring] = createSignal(false)
  const [link, setLink] = createSignal<HTMLElement>()
  const focusLink = (): void => link()?.focus()
  const finish = (text: string | null, focus: boolean): void => {
    if (!props.renaming) return
    const name = text?.trim() ?? ''
    const before = props.tag.name
    props.onRenaming(false)
    if (name !== '' && name !== before) props.onRename(name)
    else if (focus) queueMicrotask(focusLink)
  }
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }): void => {
    if (event.isComposing) return
    if (event.key === 'Escape') finish(null, true)
    else if (event.key === 'Enter') finish(event.currentTarget.value, true)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <li style={{ '--face': paletteColour(props.tag.colour) }}>
      <div class="tag-line">
        <button
          type="button"
          class="icon"
          aria-label={`Colour of ${props.tag.name}: ${COLOUR_NAMES[props.tag.colour] ?? COLOUR_NAMES[0]}`}
          title="Change the colour"
          aria-expanded={colouring()}
          aria-controls={panel}
          onClick={() => setColouring((on) => !on)}
        >
          <span class="dot" />
        </button>
        <Show
          when={props.renaming}
          fallback={
            <Link
              ref={setLink}
              class="name"
              to="/tag/$tag"
              params={{ tag: props.tag.id }}
              data-tag={props.tag.id}
            >
              {props.tag.name}
            </Link>
          }
        >
          <input
            ref={(field) =>
              queueMicrotask(() => {
                field.focus()
                field.select()
              })
            }
            type="text"
            class="in-place-field name"
            aria-label={`New name of ${props.tag.name}`}
            value={props.tag.name}
            maxlength={MAX_TAG_LENGTH}
            autocomplete="off"
            onKeyDown={onKeyDown}
            onBlur={(event) => finish(event.currentTarget.value, false)}
          />
        </Show>
        <span class="tag-facts">
          <span>{count(props.tag.count, 'paper', 'papers')}</span>
          <Show when={props.used} fallback={<span class="used">{'\u00a0'}</span>}>
            {(at) => <span class="used">last used {printDay(timeToDay(at()), 'compact')}</span>}
          </Show>
        </span>
        <Menu
          label={`What to do with ${props.tag.name}`}
          trigger={<Icon name="dots" />}
          items={[
            {
              label: 'Rename',
              icon: <Icon name="pen" />,
              keys: 'F2',
              // After the menu has given the focus back, or it would take it from the field again.
              onSelect: () => setTimeout(() => props.onRenaming(true)),
            },
            {
              label: 'Merge into…',
              icon: <Icon name="tag" />,
              disabled: !props.mergeable,
              onSelect: () => props.onMerge(),
            },
            {
              label: `Remove from ${count(props.tag.count, 'paper', 'papers')}`,
              icon: <Icon name="close" />,
              danger: true,
              onSelect: () => props.onRemove(),
            },
          ]}
        />
      </div>
      <div id={panel} class="tag-colours" hidden={!colouring()}>
        <Show when={colouring()}>
          <ColourPicker
            label={`Colour of ${props.tag.name}`}
            value={props.tag.colour}
            onChange={(colour) => props.onColour(colour)}
          />
        </Show>
      </div>
    </li>
  )
}
