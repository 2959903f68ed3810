import { createMemo, For, Show, type JSX } from 'solid-js'
import { authorCountOf, type Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { ReadingState } from '../domain/reading.ts'
import { clip, count, joinNames, printNumber } from '../lib/text.ts'
import { hasPainted } from './afterPaint.ts'
import { printDay } from './dates.ts'
import { RichText } from './RichText.tsx'
import { withKey } from './shortcuts.ts'

/** Two lines hold fewer; parsing a whole abstract for each row would be waste. */
const EXCERPT_LENGTH = 420
const MAX_TAGS = 3
const YEAR_LENGTH = 4

const READING_WORDS: Record<ReadingState, string> = { 'to-read': 'To read', reading: 'Reading', read: 'Read' }

export interface PaperRowProps {
  readonly paperKey: PaperKey
  /** `null` while nobody knows more than the key. */
  readonly paper: Paper | null
  /** The paper's own address, so that it can be opened in a new tab. */
  readonly href: string
  readonly onOpen: () => void
  /** What a source counted; leave out where it did not. */
  readonly votes?: number | undefined
  readonly comments?: number | undefined
  /** Names. */
  readonly tags?: readonly string[]
  readonly saved?: boolean
  readonly skipped?: boolean
  readonly reading?: ReadingState | null
  readonly noted?: boolean
  /** The paper in the sheet, or the row the keyboard is at. */
  readonly current?: boolean
  /** Without these there is no button and no swipe. */
  readonly onSave?: () => void
  readonly onSkip?: () => void
  /** Stands in the left column in place of the plain figure: a list's vote button. */
  readonly lead?: JSX.Element
  /** Keeps the left column free although this row has no figure, because its neighbours have one. */
  readonly leadColumn?: boolean
  /** A line under the title in place of the excerpt: a list's "why". */
  readonly note?: JSX.Element
  /** No excerpt, as in a list. */
  readonly brief?: boolean
  /** First in the line of facts. */
  readonly facts?: JSX.Element
  /** Last in the line of facts, at its right end: faces, rings, a menu. */
  readonly mates?: JSX.Element
}

/** One paper in a list. The whole row is the target of its link; its buttons lie above. */
export const PaperRow = (props: PaperRowProps): JSX.Element => {
  const authors = createMemo(() => {
    const paper = props.paper
    if (!paper) return null
    const names = paper.authors
    if (names && names.length > 0 && names.length <= 2) return joinNames(names)
    const number = authorCountOf(paper)
    return number === null ? null : count(number, 'author', 'authors')
  })
  const excerpt = createMemo(() => clip(props.paper?.abstract ?? props.paper?.summary ?? '', EXCERPT_LENGTH))
  /** The day, or the year where no more is known, as of a book. */
  const when = (): string | undefined =>
    props.paper?.date ? printDay(props.paper.date, 'compact') : props.paper?.issued?.slice(0, YEAR_LENGTH)
  const held = () => props.saved || props.skipped
  // Asking what `lead` or `mates` is would make another one each time.
  const hasLead = () => 'lead' in props || props.votes !== undefined || props.leadColumn
  const open = (event: MouseEvent): void => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    props.onOpen()
  }
  /** A button in the row's corner, called by what it does and to which paper: "Save Attention Is All You Need". */
  const act = (
    name: string,
    key: string,
    /** Where a finger pushes the row for it. */
    side: string,
    shape: string,
    on: () => boolean,
    press: () => void,
  ): JSX.Element => (
    <button
      type="button"
      class="icon"
      classList={{ on: on() }}
      aria-pressed={on()}
      id={name + props.paperKey}
      aria-label={name}
      aria-labelledby={`${name + props.paperKey} ${props.paperKey}`}
      data-swipe={side}
      title={withKey(name, key)}
      tabindex={props.current ? 0 : -1}
      onClick={press}
    >
      <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
        <path d={shape} />
      </svg>
    </button>
  )
  return (
    <div class="swipe" classList={{ bare: !hasLead(), sel: props.current }}>
      <article
        class="paper"
        classList={{
          sel: props.current,
          read: props.skipped || props.reading === 'read',
        }}
      >
        <Show when={hasLead()}>
          <div class="lead">
            {props.lead}
            <Show when={props.votes !== undefined}>
              <span class="votes plain">
                <b>{printNumber(props.votes ?? 0)}</b>
                <small>{props.votes === 1 ? 'vote' : 'votes'}</small>
              </span>
            </Show>
          </div>
        </Show>
        <div class="body">
          <h3>
            <a id={props.paperKey} href={props.href} data-paper={props.paperKey} onClick={open}>
              <Show when={props.paper} fallback={<span class="unknown">{props.paperKey}</span>}>
                {(paper) => <RichText text={paper().title} />}
              </Show>
            </a>
          </h3>
          <Show when={!props.brief && excerpt()}>
            <p>
              <RichText text={excerpt()} />
            </p>
          </Show>
          {props.note}
          <div class="meta">
            {props.facts}
            <Show when={authors()}>
              <span>{authors()}</span>
            </Show>
            <Show when={when()}>{(words) => <span>{words()}</span>}</Show>
            <Show when={props.comments !== undefined}>
              <span>
                <svg class="i s" viewBox="0 0 24 24" aria-hidden="true">
                  <path d="M4 5h16v11H9l-5 4z" />
                </svg>
                {props.comments}
                <span class="sr-only">{props.comments === 1 ? '\u00a0comment' : '\u00a0comments'}</span>
              </span>
            </Show>
            <Show when={props.paper?.codeUrl}>
              <span>
                <svg class="i s" viewBox="0 0 24 24" aria-hidden="true">
                  <path d="m8 7-5 5 5 5M16 7l5 5-5 5" />
                </svg>
                Code
              </span>
            </Show>
            <For each={props.tags?.slice(0, MAX_TAGS)}>{(tag) => <span class="tag">{tag}</span>}</For>
            <Show when={(props.tags?.length ?? 0) > MAX_TAGS}>
              <span>+{(props.tags?.length ?? 0) - MAX_TAGS}</span>
            </Show>
            <Show when={props.reading}>
              {(state) => <span class={`state ${state()}`}>{READING_WORDS[state()]}</span>}
            </Show>
            <Show when={props.noted}>
              <span>
                <svg class="i s" viewBox="0 0 24 24" aria-hidden="true">
                  <path d="M5 19h4L19 9l-4-4L5 15zM13 7l4 4" />
                </svg>
                Note
              </span>
            </Show>
            <Show when={props.skipped}>
              <span class="state">Skipped</span>
            </Show>
            <Show when={'mates' in props}>
              <span class="mates">{props.mates}</span>
            </Show>
            <Show when={(hasPainted() || held() || props.current) && (props.onSave || props.onSkip)}>
              <span class="acts" classList={{ held: held() }}>
                <Show when={props.onSkip}>
                  {act(
                    'Skip',
                    'x',
                    'left',
                    'M6 6l12 12M18 6 6 18',
                    () => props.skipped === true,
                    () => props.onSkip?.(),
                  )}
                </Show>
                <Show when={props.onSave}>
                  {act(
                    'Save',
                    's',
                    'right',
                    'M6 4h12v16l-6-4.5L6 20z',
                    () => props.saved === true,
                    () => props.onSave?.(),
                  )}
                </Show>
              </span>
            </Show>
          </div>
        </div>
      </article>
    </div>
  )
}
