import './choice.css'
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'
import { count, printNumber } from '../lib/text.ts'
import { announce } from './announce.ts'
import { ChoiceBar } from './ChoiceBar.tsx'
import {
  extended,
  NOTHING_CHOSEN,
  saveOrNot,
  skipOrNot,
  toggled,
  type Choice,
  type Chosen,
  type Together,
} from './choice.ts'
import { ChoiceField, type ChoicePart } from './ChoiceField.tsx'
import { Faces } from './Face.tsx'
import { Icon } from './Icon.tsx'
import type { ListCursor } from './listCursor.ts'
import { PaperMenu, type MenuPlace } from './PaperMenu.tsx'
import { listenToDrags } from './railDrag.ts'
import { listenToPresses } from './rowPress.ts'
import { createShortcuts } from './shortcuts.ts'
import { listenToSwipes } from './swipe.ts'

/** As many as fit in the place of a row's two buttons. */
const MAX_FACES = 3
/** The first face and each that lies over the one before it, in px: what the buttons beside them leave free. */
const FACE = 26
const NEXT_FACE = 19

/** The link of a paper's row, where it is drawn. */
const linkIn = (root: HTMLElement, key: PaperKey): HTMLElement | null =>
  root.querySelector<HTMLElement>(`[data-paper="${CSS.escape(key)}"]`)

/**
 * Marks the row that `element` stands in with the class `name` for as long as `on` holds. The style asks the row itself:
 * asking with :has() what stands in it costs each row that comes while scrolling.
 */
const createRowMark = (element: () => HTMLElement | undefined, name: string, on: () => boolean): void => {
  createEffect(() => {
    const row = element()?.parentElement
    row?.classList.toggle(name, on())
    onCleanup(() => row?.classList.remove(name))
  })
}

/** The link of the row that holds `element`: the whole row leads to its paper. */
const linkBeside = (element: HTMLElement): HTMLElement | null =>
  element.parentElement?.querySelector<HTMLElement>('[data-paper]') ?? null

/**
 * Choosing several papers of a list: a box in each row, long presses, clicks with Shift or Ctrl, Shift with j and k,
 * and a bar for what is to be done with them; the swipes of single rows, and dragging them
 * onto a list. Comes after the first paint.
 */
export const Choosing = (props: {
  readonly choice: Choice
  readonly root: HTMLElement
  readonly keys: readonly PaperKey[]
  readonly cursor: ListCursor
  /** A change of it (another day) lets go of everything. */
  readonly subject: string | undefined
  /** Takes what stands in each row. */
  readonly onMark: (mark: ((key: PaperKey) => JSX.Element) | undefined) => void
}): JSX.Element => {
  const [chosen, setChosen] = createSignal<Chosen>(NOTHING_CHOSEN)
  const [menu, setMenu] = createSignal<MenuPlace | null>(null)
  const [part, setPart] = createSignal<{
    readonly part: ChoicePart
    readonly keys: readonly PaperKey[]
  } | null>(null)
  const [together, setTogether] = createSignal<Together>()
  const held = createMemo<readonly PaperKey[]>(() => props.keys.filter((key) => chosen().keys.has(key)))

  const clear = (): void => {
    setChosen(NOTHING_CHOSEN)
  }
  const toggle = (key: PaperKey): void => {
    setChosen((before) => toggled(before, key))
    props.cursor.put(key)
  }
  const extend = (key: PaperKey): void => {
    setChosen((before) => extended(before, props.keys, props.cursor.key(), key))
    props.cursor.put(key)
  }
  const extendBy = (direction: 1 | -1): void => {
    const from = props.cursor.key()
    props.cursor.move(direction)
    const to = props.cursor.key()
    if (to !== null) setChosen((before) => extended(before, props.keys, from, to))
  }
  const chooseAll = (): void => {
    setChosen({ ...NOTHING_CHOSEN, keys: new Set(props.keys) })
  }
  /** Of the row, or of all that are chosen where it is one of them. */
  const openMenu = (key: PaperKey, x: number, y: number): void => {
    props.cursor.put(key)
    const own = linkIn(props.root, key)?.closest('li')?.querySelector<HTMLElement>('.row-menu')
    // A shared list's rows have a menu of their own.
    if (own) own.click()
    else setMenu({ keys: held().includes(key) ? held() : [key], x, y })
  }
  /** Whoever came by keyboard goes on from the row, unless something else has taken the focus. */
  const refocus = (keys: readonly PaperKey[]): void => {
    setTimeout(() => {
      const [key] = keys
      const lost = document.activeElement === document.body || document.activeElement === null
      if (lost && key !== undefined) linkIn(props.root, key)?.focus({ preventScroll: true })
    })
  }
  const openMenuHere = (): unknown => {
    const key = props.cursor.key()
    const box = key === null ? undefined : linkIn(props.root, key)?.getBoundingClientRect()
    return key === null || !box ? false : openMenu(key, box.left, box.bottom)
  }
  createShortcuts({
    'shift+F10': openMenuHere,
    ContextMenu: openMenuHere,
    J: () => extendBy(1),
    K: () => extendBy(-1),
    // Elsewhere on the page it is the browser's.
    'mod+a': () => (props.root.contains(document.activeElement) ? chooseAll() : false),
    'shift+ArrowDown': () => extendBy(1),
    'shift+ArrowUp': () => extendBy(-1),
  })
  createEffect(() => {
    props.root.classList.toggle('choosing', held().length > 0)
  })
  createEffect(on(() => props.subject, clear, { defer: true }))
  createEffect(
    on(
      () => held().length,
      (number) => announce(number === 0 ? 'Nothing selected' : `${printNumber(number)} selected`),
      { defer: true },
    ),
  )
  onMount(() => {
    onCleanup(
      listenToPresses(props.root, {
        keys: () => props.keys,
        choosing: () => held().length > 0,
        toggle,
        extend,
        menu: (key, event) => openMenu(key, event.clientX, event.clientY),
      }),
    )
    onCleanup(listenToSwipes(props.root))
    onCleanup(listenToDrags(props.root, { keys: () => props.keys, held, together }))
    void props.choice.later().then((later) => setTogether(() => later.together))
  })
  createEffect(() => {
    const verbs = together()
    if (!verbs) return
    props.onMark((key) => {
      let pick: HTMLElement | undefined
      const mated = (): boolean => !props.choice.faceless && verbs.matesOf(key).length > 0
      createRowMark(
        () => pick,
        'chosen',
        () => chosen().keys.has(key),
      )
      createRowMark(() => pick, 'mated', mated)
      return (
        <>
          <Show when={mated()}>
            <span
              class="row-mates"
              ref={(faces) =>
                createEffect(() => {
                  const number = Math.min(verbs.matesOf(key).length, MAX_FACES)
                  // Of the row: it is its buttons that make room.
                  faces.parentElement?.style.setProperty('--mates', `${FACE + NEXT_FACE * (number - 1)}px`)
                })
              }
              onClick={(event) => linkBeside(event.currentTarget)?.click()}
            >
              <Faces people={verbs.matesOf(key)} max={MAX_FACES} />
            </span>
          </Show>
          <Show when={!props.choice.faceless}>
            <button
              type="button"
              class="icon row-more"
              aria-haspopup="menu"
              aria-label={`More for ${verbs.nameOf(key)}`}
              title="More (Shift F10)"
              tabindex={props.cursor.key() === key ? 0 : -1}
              onClick={(event) => {
                const box = event.currentTarget.getBoundingClientRect()
                openMenu(key, box.left, box.bottom)
              }}
            >
              <Icon name="dots" bold />
            </button>
          </Show>
          <label ref={(element) => (pick = element)} class="pick" classList={{ on: chosen().keys.has(key) }}>
            <input
              type="checkbox"
              aria-label={`Select ${verbs.nameOf(key)}`}
              tabindex={props.cursor.key() === key ? 0 : -1}
              checked={chosen().keys.has(key)}
              onClick={(event) => {
                if (event.shiftKey) extend(key)
                else toggle(key)
                event.currentTarget.checked = chosen().keys.has(key)
              }}
              onFocus={() => props.cursor.put(key)}
            />
          </label>
        </>
      )
    })
  })
  onCleanup(() => {
    props.onMark(undefined)
    props.root.classList.remove('choosing')
  })

  /** Whoever stood in the bar goes on in the list. */
  const done = (): void => {
    const inside = document.activeElement?.closest('.choice-bar')
    const key = props.cursor.key() ?? held()[0]
    clear()
    if (inside && key !== undefined) linkIn(props.root, key)?.focus({ preventScroll: true })
  }
  return (
    <Show when={together()}>
      {(verbs) => (
        <>
          <Show when={held().length > 0}>
            <ChoiceBar
              keys={held()}
              together={verbs()}
              dayOf={props.choice.dayOf}
              listed={props.choice.listed?.() ?? null}
              onAll={chooseAll}
              onClear={done}
            />
          </Show>
          <Show when={menu()} keyed>
            {(place) => (
              <PaperMenu
                place={place}
                together={verbs()}
                onOpen={(key) => linkIn(props.root, key)?.click()}
                onSave={() => saveOrNot(verbs(), place.keys)}
                onSkip={
                  props.choice.dayOf
                    ? () => props.choice.dayOf && skipOrNot(verbs(), place.keys, props.choice.dayOf)
                    : undefined
                }
                onPart={(next) => setPart({ part: next, keys: place.keys })}
                onClose={() => {
                  setMenu(null)
                  refocus(place.keys)
                }}
              />
            )}
          </Show>
          <Show when={part()} keyed>
            {(asked) => (
              <ChoiceField
                part={asked.part}
                of={count(asked.keys.length, 'paper', 'papers')}
                keys={asked.keys}
                together={verbs()}
                onClose={() => {
                  setPart(null)
                  refocus(asked.keys)
                }}
              />
            )}
          </Show>
        </>
      )}
    </Show>
  )
}
