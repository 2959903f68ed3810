import { useNavigate } from '@tanstack/solid-router'
import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  Index,
  on,
  onMount,
  Show,
  untrack,
  type JSX,
} from 'solid-js'
import { queryWords } from '../../domain/fold.ts'
import { MAX_QUERY_LENGTH } from '../../domain/limits.ts'
import { parsePaperKey } from '../../domain/paperKey.ts'
import { count } from '../../lib/text.ts'
import type { Tagging } from '../../state/library.ts'
import { useCarrel } from '../../state/context.ts'
import { setSingleKeys } from '../../ui/keepKeys.ts'
import { runShortcut } from '../../ui/runShortcut.ts'
import { keyFor } from '../../ui/shortcuts.ts'
import type { Subject } from './commands.ts'
import { createFinder, createPaperSearch } from './createFinder.ts'
import { MAX_PALETTE_PAPERS } from './limits.ts'
import { MarkedText, MarkedTitle } from './MarkedText.tsx'
import { goToPlace, type Aim } from './aims.ts'
import { paletteGroups, type PaletteEntry } from './paletteEntries.ts'
import { PaletteIcon } from './PaletteIcon.tsx'
import { printReason, printPlace } from './paperFacts.ts'
import './search.css'

/**
 * Search and jump: one field, one list of what can be gone to or done, moved through with the arrow keys while the
 * cursor stays in the field. Stands in the document only while it is open.
 */
export const Palette = (props: {
  readonly onClose: () => void
  /** Opens the dialog for a new list with this title, empty where none was typed. */
  readonly onNewList: (title: string) => void
  readonly onShortcuts: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const id = createUniqueId()
  // Before this opened over it.
  const subject = findSubject()
  const [query, setQuery] = createSignal('')
  const [at, setAt] = createSignal(0)
  const search = createPaperSearch(carrel)
  const finder = createFinder(search, query, MAX_PALETTE_PAPERS)
  const [tagging, setTagging] = createSignal<Tagging | null>(null)
  void carrel.library.tagging().then((one) => setTagging(one))
  const groups = createMemo(() =>
    paletteGroups(carrel, finder.answered(), finder.found(), tagging()?.views() ?? [], subject),
  )
  const entries = createMemo(() => groups().flatMap((group) => group.entries))
  const current = createMemo<PaletteEntry | undefined>(() => entries()[Math.min(at(), entries().length - 1)])
  const words = createMemo(() => queryWords(finder.answered()))
  const [dialog, setDialog] = createSignal<HTMLDialogElement>()
  const [list, setList] = createSignal<HTMLDivElement>()

  const [hasty, setHasty] = createSignal(false)
  createEffect(
    on(finder.answered, (answered) => {
      setAt(0)
      if (untrack(hasty) && answered === untrack(query)) choose(untrack(current))
    }),
  )
  onMount(() => {
    dialog()?.showModal()
  })

  const go = (aim: Aim): void => {
    switch (aim.type) {
      case 'for-you': {
        const day = carrel.feed.days()[0]
        return day
          ? void navigate({ to: '/feed/$day', params: { day }, search: { sort: 'foryou', unread: false } })
          : goToPlace(navigate, { type: 'go', to: '/' }, '')
      }
      case 'new-list':
        return props.onNewList(aim.title)
      case 'theme':
        return carrel.device.setTheme(aim.theme)
      case 'shortcuts':
        return props.onShortcuts()
      case 'single-keys':
        setSingleKeys(aim.on)
        return carrel.undo.say(aim.on ? 'Single-letter keys are on' : 'Single-letter keys are off')
      case 'undo':
        return carrel.undo.undo()
      case 'key':
        return void runShortcut(aim.key)
      default:
        return goToPlace(navigate, aim, finder.answered())
    }
  }
  const choose = (entry: PaletteEntry | undefined): void => {
    if (!entry) return
    // Closed first: the dialog hands the focus back to where it was, and what opens next takes it from there.
    dialog()?.close()
    go(entry.aim)
  }
  const move = (direction: 1 | -1): void => {
    const length = entries().length
    if (length === 0) return
    setAt((before) => (Math.min(before, length - 1) + direction + length) % length)
    list()?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    const direction = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
    if (direction !== null) move(direction)
    else if (event.key === 'Enter') {
      // Whoever types fast means what the words find, and not what stands there from the letter before.
      if (finder.answered() === query()) choose(current())
      else setHasty(true)
    } else return
    event.preventDefault()
  }

  const optionId = (entry: PaletteEntry): string => `${id} ${entry.id}`.replaceAll(/\s+/g, '-')
  return (
    <dialog
      ref={setDialog}
      class="palette"
      role="dialog"
      aria-label="Search and jump"
      onClose={() => props.onClose()}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog()?.close()
      }}
    >
      <div class="palette-frame">
        <div class="q">
          <PaletteIcon name="search" />
          <input
            type="text"
            role="combobox"
            aria-label="Papers, lists, tags and commands"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls={`${id}-list`}
            aria-activedescendant={((entry) => entry && optionId(entry))(current())}
            placeholder="Papers, lists, tags, or what to do"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            maxlength={MAX_QUERY_LENGTH * 4}
            autofocus
            value={query()}
            onInput={(event) => {
              setHasty(false)
              setQuery(event.currentTarget.value)
            }}
            onKeyDown={onKeyDown}
          />
          <button
            type="button"
            class="icon palette-close"
            aria-label="Close"
            onClick={() => dialog()?.close()}
          >
            <PaletteIcon name="close" />
          </button>
        </div>
        <div class="hits" ref={setList} id={`${id}-list`} role="listbox" aria-label="What was found">
          {/* By place and not by thing: what a letter changes is then a few texts, and not every row. */}
          <Index each={groups()}>
            {(group) => (
              <div role="group" aria-label={group().title}>
                <h5 aria-hidden="true">{group().title}</h5>
                <Index each={group().entries}>
                  {(entry) => (
                    <div
                      class="hit"
                      id={optionId(entry())}
                      role="option"
                      aria-selected={current()?.id === entry().id}
                      onClick={() => choose(entry())}
                      onPointerMove={() => setAt(entries().indexOf(entry()))}
                    >
                      <PaletteIcon name={entry().aim.type} />
                      <Hit entry={entry()} words={finder.found().words} named={words()} />
                    </div>
                  )}
                </Index>
              </div>
            )}
          </Index>
        </div>
        <div class="end">
          <span class="keys">
            <kbd>↑↓</kbd>move
          </span>
          <span class="keys">
            <kbd>Enter</kbd>open
          </span>
          <span class="keys">
            <kbd>Esc</kbd>close
          </span>
          <span class="size">{count(search()?.size() ?? 0, 'paper', 'papers')} on this device</span>
        </div>
        <div class="sr-only" role="status">
          {count(entries().length, 'result', 'results')}
        </div>
      </div>
    </dialog>
  )
}

/** What a key would act on now: the papers that are selected, the one in the sheet, or the row the keyboard is at. */
const findSubject = (): Subject => {
  if (document.querySelector('[role="toolbar"][aria-label="Selected papers"]')) return { type: 'selection' }
  const opened = /\/paper\/([^/]+)$/.exec(location.pathname)?.[1]
  const row = document.querySelector('main .paper.sel [data-paper]')?.getAttribute('data-paper')
  const key = parsePaperKey(opened === undefined ? (row ?? '') : decodeURIComponent(opened))
  return key === null ? { type: 'nothing' } : { type: 'paper', key }
}

const Hit = (props: {
  readonly entry: PaletteEntry
  /** The words papers were searched by, and those names were. */
  readonly words: readonly string[]
  readonly named: readonly string[]
}): JSX.Element => {
  const carrel = useCarrel()
  const paper = () => (props.entry.aim.type === 'paper' ? carrel.paper(props.entry.aim.key) : null)
  const list = () => (props.entry.aim.type === 'list' ? props.entry.aim.list : null)
  const isView = () => props.entry.aim.type === 'view'
  const tag = () => (props.entry.aim.type === 'tag' ? props.entry.aim.tag : null)
  return (
    <Show
      when={paper()}
      fallback={
        <>
          <div>
            <b class="operated">
              <MarkedText text={props.entry.title} words={list() || tag() || isView() ? props.named : []} />
            </b>
            <Show when={list() ?? tag()}>
              {(place) => <small>{count(place().count, 'paper', 'papers')}</small>}
            </Show>
          </div>
          <Show
            when={props.entry.key && keyFor(props.entry.key)}
            fallback={<span class="n">{list() ? 'list' : tag() ? 'tag' : isView() ? 'view' : ''}</span>}
          >
            {(key) => (
              <span class="n keys" aria-hidden="true">
                <For each={key().split(' ')}>{(part) => <kbd>{part}</kbd>}</For>
              </span>
            )}
          </Show>
        </>
      }
    >
      {(known) => (
        <>
          <div>
            <b>
              <MarkedTitle text={known().title} words={props.words} />
            </b>
            <small>
              <MarkedText
                text={printReason(
                  known(),
                  props.words,
                  carrel.library.tagsOf(known().key).map((tag) => carrel.library.tagName(tag)),
                )}
                words={props.words}
              />
            </small>
          </div>
          <span class="n">{printPlace(carrel, known())}</span>
        </>
      )}
    </Show>
  )
}
