import { createSignal, createUniqueId, For, Show, type JSX } from 'solid-js'
import { plainText } from '../../domain/latexText.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import { count } from '../../lib/text.ts'
import type { ActivityLine } from '../../state/activity.ts'
import { Face } from '../../ui/Face.tsx'
import { RichText } from '../../ui/RichText.tsx'
import { nameTime } from './sections.ts'

/** How a paper that is named is gone to. */
export interface PaperLinks {
  hrefOf(key: PaperKey): string
  open(key: PaperKey): void
}

/** What a line says, as one sentence for the names of its buttons. */
const spoken = (line: ActivityLine): string => {
  const who = line.who?.me ? 'You' : (line.who?.name ?? 'Someone')
  const what = line.title
    ? plainText(line.title)
    : line.papers > 1
      ? count(line.papers, 'paper', 'papers')
      : ''
  return [who, line.did, what, line.tail].filter(Boolean).join(' ')
}

const Words = (props: {
  readonly line: ActivityLine
  readonly nameless: boolean
  readonly links: PaperLinks | undefined
}): JSX.Element => {
  const did = () =>
    props.nameless ? props.line.did.replace(/^./u, (letter) => letter.toUpperCase()) : props.line.did
  const open = (event: MouseEvent, key: PaperKey): void => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    props.links?.open(key)
  }
  return (
    <>
      <Show when={!props.nameless}>
        <b>{props.line.who?.me ? 'You' : (props.line.who?.name ?? 'Someone')}</b>{' '}
      </Show>
      {did()}{' '}
      <Show
        when={props.line.title}
        fallback={props.line.papers > 1 ? count(props.line.papers, 'paper', 'papers') : ''}
      >
        <Show
          when={props.links && props.line.paper}
          keyed
          fallback={
            <span class="act-title">
              <RichText text={props.line.title} />
            </span>
          }
        >
          {(key) => (
            <a class="act-title" href={props.links?.hrefOf(key)} onClick={(event) => open(event, key)}>
              <RichText text={props.line.title} />
            </a>
          )}
        </Show>
      </Show>{' '}
      {props.line.tail}
    </>
  )
}

/** One line: an act, or a run of one person's acts of one kind that can be looked at one by one. */
export const ActivityRow = (props: {
  readonly line: ActivityLine
  readonly nameless: boolean
  readonly each: () => readonly ActivityLine[]
  readonly onUndo: (line: ActivityLine) => void
  readonly links: PaperLinks | undefined
}): JSX.Element => {
  const [unfolded, setUnfolded] = createSignal(false)
  const id = createUniqueId()
  const run = () => props.line.acts.length > 1
  const folds = () => run() || props.line.titles.length > 0
  const Undo = (own: { readonly line: ActivityLine; readonly all: boolean }): JSX.Element => (
    <Show when={own.line.undo} fallback={own.line.fixed && <span class="act-fixed">{own.line.fixed}</span>}>
      {(does) => (
        <button
          type="button"
          class="btn act-undo"
          aria-label={`Undo${own.all ? ' all' : ''}: ${spoken(own.line)}. ${does()}`}
          title={does()}
          onClick={() => props.onUndo(own.line)}
        >
          {own.all ? 'Undo all' : 'Undo'}
        </button>
      )}
    </Show>
  )
  return (
    <li class="act" classList={{ 'to-me': props.line.toMe, nameless: props.nameless }}>
      <Show when={!props.nameless}>
        <span aria-hidden="true">
          <Face name={props.line.who?.name ?? '?'} colour={props.line.who?.colour ?? 7} large />
        </span>
      </Show>
      <div class="act-what">
        <p>
          <Words line={props.line} nameless={props.nameless} links={props.links} />
        </p>
        <Show when={props.line.quote}>
          <blockquote>{props.line.quote}</blockquote>
        </Show>
        <div class="act-under">
          <time datetime={new Date(props.line.at).toISOString()}>{nameTime(props.line.at)}</time>
          <Show when={props.line.toMe}>
            <span class="act-to-me">speaks to you</span>
          </Show>
          <Show when={folds()}>
            <button
              type="button"
              class="act-fold"
              aria-expanded={unfolded()}
              aria-controls={id}
              onClick={() => setUnfolded((open) => !open)}
            >
              {unfolded() ? 'Fold' : run() ? `Show all ${props.line.acts.length}` : 'Show which'}
            </button>
          </Show>
        </div>
        <Show when={unfolded() && folds()}>
          <ul id={id} class="act-each">
            <Show
              when={run()}
              fallback={
                <>
                  <For each={props.line.titles}>
                    {(title) => (
                      <li>
                        <span class="act-title">
                          <RichText text={title} />
                        </span>
                      </li>
                    )}
                  </For>
                  <Show when={props.line.papers > props.line.titles.length}>
                    <li class="hint">And {props.line.papers - props.line.titles.length} more.</li>
                  </Show>
                </>
              }
            >
              <For each={props.each()}>
                {(one) => (
                  <li>
                    <div>
                      <p>
                        <Words line={one} nameless links={props.links} />
                      </p>
                      <Show when={one.quote}>
                        <blockquote>{one.quote}</blockquote>
                      </Show>
                    </div>
                    <Undo line={one} all={false} />
                  </li>
                )}
              </For>
            </Show>
          </ul>
        </Show>
      </div>
      <Undo line={props.line} all={run()} />
    </li>
  )
}
