import './board.css'
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { STAGES, type Stage } from '../../domain/stage.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import type { ListEntry } from '../../state/lists.ts'
import { announce } from '../../ui/announce.ts'
import { plainText } from '../../domain/latexText.ts'
import { createMedia, PHONE } from '../../ui/media.ts'
import { createShortcuts } from '../../ui/shortcuts.ts'
import { BoardCard } from './BoardCard.tsx'
import { columnsOf, createHeldColumns, stageBeside, type Columns } from './boardColumns.ts'
import { createCardDrag } from './cardDrag.ts'
import type { ListViewProps } from './listViews.ts'
import { moveTarget } from './moveTarget.ts'
import { STAGE_LABELS } from './stageNames.ts'

/** Cards of one column that are drawn at once; more on request. */
const CARDS_AT_ONCE = 60
const EMPTY: Record<Stage, string> = {
  'to-read': 'Nothing waits to be read.',
  reading: 'Nobody reads anything together right now.',
  discussed: 'Nothing has been discussed yet.',
}

/** A list by where the group is with each paper: three columns, or one of them on a phone. */
export const Board = (props: ListViewProps): JSX.Element => {
  const carrel = useCarrel()
  const phone = createMedia(PHONE)
  const [root, setRoot] = createSignal<HTMLElement>()
  const [column, setColumn] = createSignal<Stage>('to-read')
  const [pointed, setPointed] = createSignal<Stage | null>(null)
  const [focused, setFocused] = createSignal<Stage | null>(null)
  const [drawn, setDrawn] = createSignal<Readonly<Partial<Record<Stage, number>>>>({})

  const drag = createCardDrag({ move: (key, stage) => moveTo(key, stage, false) })
  const columns = createMemo(() => columnsOf(props.entries))
  const board = createHeldColumns({
    columns,
    held: (stage) => pointed() === stage || focused() === stage || drag.card() !== null,
    question: () => `${props.list.id} ${props.list.phase()} ${props.sort} ${props.round} ${props.filter}`,
  })
  const stageOf = (key: PaperKey): Stage | null => props.list.entry(key)?.stage ?? null
  /** What is in a column, without what has left it. */
  const presentColumns = createMemo<Columns>(() => {
    const of = (stage: Stage): readonly PaperKey[] =>
      board.shown()[stage].filter((key) => stageOf(key) === stage)
    return { 'to-read': of('to-read'), reading: of('reading'), discussed: of('discussed') }
  })
  const present = (stage: Stage): readonly PaperKey[] => presentColumns()[stage]
  const shownStages = (): readonly Stage[] => (phone() ? [column()] : STAGES)
  const keys = createMemo<readonly PaperKey[]>(() => shownStages().flatMap(present))
  // reason: the page keeps the function as long as the board stands
  // oxlint-disable-next-line solid/reactivity
  onCleanup(props.onKeys(keys))

  const show = (key: PaperKey, focus: boolean): void => {
    const stage = stageOf(key)
    if (phone() && stage) setColumn(stage)
    requestAnimationFrame(() => {
      const link = root()?.querySelector<HTMLElement>(
        `[data-stage="${stage}"] [data-paper="${CSS.escape(key)}"]`,
      )
      if (focus && !document.activeElement?.closest('.sheet, [role="dialog"], input, textarea'))
        link?.focus({ preventScroll: true })
      link?.closest('.card')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    })
  }
  onMount(() => {
    const board = root()
    if (board) onCleanup(drag.listen(board))
    props.cursor.onReveal(show)
    // Opened at a paper's own address, that paper is in view.
    if (props.opened !== null) show(props.opened, false)
  })
  createEffect(
    on(
      () => carrel.undo.undone(),
      // What an undo brings back takes its place at once.
      () => board.settle(),
      { defer: true },
    ),
  )

  const moveTo = (key: PaperKey, stage: Stage, focus: boolean): void => {
    if (stageOf(key) === stage) return
    const left = phone() ? present(column()) : []
    props.list.setStage(key, stage)
    if (stageOf(key) !== stage) return
    board.settle()
    announce(`Moved to ${STAGE_LABELS[stage]}, ${count(present(stage).length, 'paper', 'papers')}`)
    if (!phone()) {
      props.cursor.put(key)
      if (focus) show(key, true)
      return
    }
    // On a phone the card has gone to a column that is not seen: the next one takes its place.
    const at = left.indexOf(key)
    const next = left[at + 1] ?? left[at - 1]
    if (next === undefined || !focus) return
    props.cursor.put(next)
    show(next, true)
  }
  const current = (): PaperKey | null => {
    const key = props.cursor.key()
    return key !== null && stageOf(key) !== null ? key : null
  }
  const step = (direction: -1 | 1): unknown => {
    const key = current()
    const stage = key === null ? null : stageOf(key)
    if (key === null || stage === null) return false
    const next = stageBeside(stage, direction)
    if (next === null) return announce(`This is already in ${STAGE_LABELS[stage]}`)
    return props.writable ? moveTo(key, next, true) : props.list.setStage(key, next)
  }
  const go = (direction: -1 | 1): unknown => {
    const key = current()
    if (key === null) return false
    let stage = stageOf(key)
    const row = stage === null ? 0 : present(stage).indexOf(key)
    while (stage !== null && (stage = stageBeside(stage, direction)) !== null) {
      const beside = present(stage)
      const next = beside[Math.min(row, beside.length - 1)]
      if (next === undefined) continue
      props.cursor.put(next)
      if (props.opened !== null) props.onOpen(next)
      return show(next, true)
    }
    return undefined
  }
  const order = (direction: -1 | 1): unknown => {
    const key = current()
    const stage = key === null ? null : stageOf(key)
    if (key === null || stage === null) return false
    // The list says why not.
    if (!props.writable) return props.list.move(key, null)
    if (props.sort !== 'hand') return carrel.undo.say('Choose the order “By hand” to move papers.')
    const target = moveTarget(present(stage), key, direction)
    if (target === undefined) return undefined
    props.list.move(key, target)
    board.settle()
    announce(`Moved to place ${present(stage).indexOf(key) + 1} of ${present(stage).length}`)
    return show(key, true)
  }
  createShortcuts({
    'alt+ArrowLeft': () => step(-1),
    'alt+ArrowRight': () => step(1),
    'alt+ArrowUp': () => order(-1),
    'alt+ArrowDown': () => order(1),
    ArrowLeft: () => go(-1),
    ArrowRight: () => go(1),
  })

  /** As it was last seen: a card that somebody takes off the list keeps its place while it is held. */
  const Card = (card: { readonly paperKey: PaperKey; readonly stage: Stage }): JSX.Element => {
    const entry = createMemo<ListEntry | null>(
      (before) => props.list.entry(card.paperKey) ?? before ?? null,
      null,
    )
    return (
      <Show when={entry()}>
        {(known) => (
          <BoardCard
            list={props.list}
            entry={known()}
            column={card.stage}
            present={props.list.entry(card.paperKey) !== null}
            current={props.cursor.key() === card.paperKey && known().stage === card.stage}
            dragged={drag.card()?.key === card.paperKey}
            href={props.hrefOf(card.paperKey)}
            writable={props.writable}
            names={props.names}
            onOpen={() => props.onOpen(card.paperKey)}
            onVote={() => props.onVote(card.paperKey)}
            onStage={(stage) => moveTo(card.paperKey, stage, true)}
            onSchedule={() => props.onSchedule(card.paperKey)}
            onGrip={(event) => drag.start(event, card.paperKey)}
          />
        )}
      </Show>
    )
  }
  const onFocusIn = (event: FocusEvent, stage: Stage): void => {
    setFocused(stage)
    const card = event.target instanceof Element ? event.target.closest('.card') : null
    const text = card?.querySelector('[data-paper]')?.getAttribute('data-paper')
    const key = present(stage).find((candidate) => candidate === text)
    if (key !== undefined) props.cursor.put(key)
  }
  const onFocusOut = (event: FocusEvent & { readonly currentTarget: HTMLElement }): void => {
    const next = event.relatedTarget
    if (!(next instanceof Node && event.currentTarget.contains(next))) setFocused(null)
  }
  return (
    <div class="board" ref={setRoot}>
      {props.before}
      <Show when={phone()}>
        <div class="seg board-switch" role="group" aria-label="Column">
          <For each={STAGES}>
            {(stage) => (
              <button
                type="button"
                classList={{ target: drag.target() === stage }}
                data-stage={stage}
                aria-pressed={column() === stage}
                onClick={() => setColumn(stage)}
              >
                {STAGE_LABELS[stage]} <span class="n">{present(stage).length}</span>
              </button>
            )}
          </For>
        </div>
      </Show>
      <div class="board-columns">
        <For each={shownStages()}>
          {(stage) => (
            <section
              class="board-column"
              classList={{ target: drag.target() === stage }}
              data-stage={stage}
              aria-label={`${STAGE_LABELS[stage]}, ${count(present(stage).length, 'paper', 'papers')}`}
              onPointerEnter={() => setPointed(stage)}
              onPointerLeave={() => setPointed(null)}
              onFocusIn={(event) => onFocusIn(event, stage)}
              onFocusOut={onFocusOut}
            >
              <Show when={!phone()}>
                <h2>
                  {STAGE_LABELS[stage]} <span class="n">{present(stage).length}</span>
                </h2>
              </Show>
              <div class="board-cards" data-scroll-restoration-id={`board ${props.list.id} ${stage}`}>
                <ul>
                  <For each={board.shown()[stage].slice(0, drawn()[stage] ?? CARDS_AT_ONCE)}>
                    {(key) => (
                      <li>
                        <Card paperKey={key} stage={stage} />
                      </li>
                    )}
                  </For>
                </ul>
                <Show when={board.shown()[stage].length > (drawn()[stage] ?? CARDS_AT_ONCE)}>
                  <button
                    type="button"
                    class="btn board-more"
                    onClick={() =>
                      setDrawn((before) => ({
                        ...before,
                        [stage]: (before[stage] ?? CARDS_AT_ONCE) + CARDS_AT_ONCE,
                      }))
                    }
                  >
                    Show {board.shown()[stage].length - (drawn()[stage] ?? CARDS_AT_ONCE)} more
                  </button>
                </Show>
                <Show when={board.shown()[stage].length === 0}>
                  <p class="board-empty">
                    {props.filter === '' ? EMPTY[stage] : 'None of these has those tags.'}
                  </p>
                </Show>
              </div>
            </section>
          )}
        </For>
      </div>
      <Show when={drag.card()}>
        {(card) => (
          <div
            class="card card-flying"
            aria-hidden="true"
            style={{ left: `${card().left}px`, top: `${card().top}px`, width: `${card().width}px` }}
          >
            {plainText(props.list.entry(card().key)?.paper?.title ?? card().key)}
          </div>
        )}
      </Show>
    </div>
  )
}
