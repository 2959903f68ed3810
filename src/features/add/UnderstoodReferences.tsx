import { createSignal, createUniqueId, For, Show, type JSX } from 'solid-js'
import { MAX_TAG_LENGTH, parseTagName } from '../../domain/tag.ts'
import { MAX_LIST_TITLE_LENGTH, MAX_PAPERS_AT_ONCE } from '../../doc/limits.ts'
import { clip, count, printNumber, squeeze } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import type { ImportChoices, ReadFile, ReferencePlan } from '../../state/references.ts'
import type { Running } from './createReferenceImport.ts'
import { FoundReferences } from './FoundReferences.tsx'
import { ProgressLine } from './ProgressLine.tsx'
import { ReferenceRows } from './ReferenceRows.tsx'

type Into = { readonly id: string } | 'new' | null

/** Names are examples here: a long one is cut. */
const MAX_EXAMPLE = 30

const quoted = (names: ReferencePlan['keywords']): string =>
  names
    .slice(0, 3)
    .map(([name]) => `“${clip(name, MAX_EXAMPLE)}”`)
    .join(', ')

/** What a file of references holds, and what is to become of it. */
export const UnderstoodReferences = (props: {
  readonly title: string
  readonly name: string | null
  readonly file: ReadFile
  readonly plan: ReferencePlan
  readonly running: Running | null
  readonly problem: string | null
  readonly onStart: (choices: ImportChoices) => void
  readonly onStop: () => void
  readonly onStartAgain: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const id = createUniqueId()
  const [save, setSave] = createSignal(true)
  const [into, setInto] = createSignal<Into>(null)
  const [listName, setListName] = createSignal('')
  const [tag, setTag] = createSignal('')
  const [keywords, setKeywords] = createSignal(false)
  const [groups, setGroups] = createSignal(false)
  const [notes, setNotes] = createSignal(false)
  const [shown, setShown] = createSignal(false)
  const writable = () => carrel.lists.all().filter((list) => list.role !== 'reader' && !list.archived)
  const total = () => props.plan.papers.length
  const fitsList = () => total() <= MAX_PAPERS_AT_ONCE
  const isInto = (list: string): boolean => {
    const now = into()
    return now !== null && now !== 'new' && now.id === list
  }
  const fault = (): string | null => {
    if (into() === 'new' && squeeze(listName()) === '') return 'Type a name for the new list.'
    if (tag().trim() !== '' && parseTagName(tag()) === null)
      return `A tag has at most ${MAX_TAG_LENGTH} letters.`
    if (!save() && into() === null && parseTagName(tag()) === null && !keywords() && !groups())
      return 'Choose where the papers go: saved, into a list, or under a tag.'
    return null
  }
  const start = (): void => {
    const list = into()
    props.onStart({
      from: props.name,
      save: save(),
      list: list === 'new' ? { title: squeeze(listName()) } : list,
      tag: parseTagName(tag()),
      keywords: keywords(),
      groups: groups(),
      notes: notes(),
    })
  }
  const label = () =>
    props.plan.fresh > 0
      ? `Add ${count(total(), 'paper', 'papers')}`
      : `Fill in ${count(total(), 'paper', 'papers')}`
  return (
    <>
      <div class="add-body">
        <h1>Add papers</h1>
        <p class="by">
          <bdi>{props.title}</bdi>: {props.file.format}
          <Show when={props.file.guessed}>
            {(encoding) => <>, read as {encoding()}, which was guessed: look at the accents</>}
          </Show>{' '}
          <button
            type="button"
            class="add-inline"
            disabled={props.running !== null}
            onClick={() => props.onStartAgain()}
          >
            Use something else
          </button>
        </p>
        <FoundReferences file={props.file} plan={props.plan} />
        <Show when={total() > 0}>
          <fieldset class="add-facts" disabled={props.running !== null}>
            <legend class="sr-only">What becomes of them</legend>
            <span id={`${id}-into`}>Into</span>
            <div class="add-chips add-into" role="group" aria-labelledby={`${id}-into`}>
              <button
                type="button"
                class="chip"
                classList={{ on: save() }}
                aria-pressed={save()}
                onClick={() => setSave(!save())}
              >
                Saved papers
              </button>
              <Show
                when={fitsList()}
                fallback={
                  <span class="hint">
                    A list takes at most {printNumber(MAX_PAPERS_AT_ONCE)} papers at once.
                  </span>
                }
              >
                <For each={writable()}>
                  {(list) => (
                    <button
                      type="button"
                      class="chip"
                      classList={{ on: isInto(list.id) }}
                      aria-pressed={isInto(list.id)}
                      onClick={() => setInto(isInto(list.id) ? null : { id: list.id })}
                    >
                      {list.title}
                    </button>
                  )}
                </For>
                <button
                  type="button"
                  class="chip"
                  classList={{ on: into() === 'new' }}
                  aria-pressed={into() === 'new'}
                  onClick={() => setInto(into() === 'new' ? null : 'new')}
                >
                  A new list
                </button>
              </Show>
            </div>
            <Show when={into() === 'new'}>
              <label for={`${id}-list`}>List</label>
              <input
                id={`${id}-list`}
                class="add-input"
                maxlength={MAX_LIST_TITLE_LENGTH}
                autocomplete="off"
                placeholder="Name of the new list"
                value={listName()}
                onInput={(event) => setListName(event.currentTarget.value)}
              />
            </Show>
            <label for={`${id}-tag`}>Tag</label>
            <input
              id={`${id}-tag`}
              class="add-input"
              maxlength={MAX_TAG_LENGTH}
              autocomplete="off"
              placeholder="None"
              list={`${id}-tags`}
              value={tag()}
              onInput={(event) => setTag(event.currentTarget.value)}
            />
            <datalist id={`${id}-tags`}>
              <For each={carrel.library.tags()}>{(known) => <option value={known.name} />}</For>
            </datalist>
            <Show when={props.plan.keywords.length + props.plan.groups.length + props.plan.notes > 0}>
              <span id={`${id}-more`} class="add-more">
                And
              </span>
              <div class="add-checks" role="group" aria-labelledby={`${id}-more`}>
                <Show when={props.plan.keywords.length > 0}>
                  <label>
                    <input
                      type="checkbox"
                      checked={keywords()}
                      onChange={(event) => setKeywords(event.currentTarget.checked)}
                    />
                    <span>
                      Take the file’s keywords as tags: {props.plan.keywords.length}, such as{' '}
                      {quoted(props.plan.keywords)}
                    </span>
                  </label>
                </Show>
                <Show when={props.plan.groups.length > 0}>
                  <label>
                    <input
                      type="checkbox"
                      checked={groups()}
                      onChange={(event) => setGroups(event.currentTarget.checked)}
                    />
                    <span>
                      Take its groups and collections as tags: {props.plan.groups.length}, such as{' '}
                      {quoted(props.plan.groups)}
                    </span>
                  </label>
                </Show>
                <Show when={props.plan.notes > 0}>
                  <label>
                    <input
                      type="checkbox"
                      checked={notes()}
                      onChange={(event) => setNotes(event.currentTarget.checked)}
                    />
                    <span>Keep its notes as private notes: {count(props.plan.notes, 'paper', 'papers')}</span>
                  </label>
                </Show>
              </div>
            </Show>
          </fieldset>
          <Show when={!props.running && fault()}>
            {(sentence) => (
              <p class="hint" id={`${id}-fault`}>
                {sentence()}
              </p>
            )}
          </Show>
        </Show>
        <Show when={props.running}>
          {(state) => (
            <ProgressLine
              label="Adding papers"
              part={state().total === 0 ? 1 : state().done / state().total}
              text={`Adding ${printNumber(state().done)} of ${printNumber(state().total)}`}
              stopping={state().stopping}
              after="keeps what is done"
              onStop={() => props.onStop()}
            />
          )}
        </Show>
        <Show when={props.problem}>
          {(sentence) => (
            <p class="add-refusal" role="alert">
              {sentence()}
            </p>
          )}
        </Show>
        <Show when={shown()}>
          <ReferenceRows papers={props.plan.papers} />
        </Show>
      </div>
      <Show when={total() > 0}>
        <div class="dock">
          <button type="button" class="btn" aria-expanded={shown()} onClick={() => setShown(!shown())}>
            {shown() ? 'Hide them' : 'See them first'}
          </button>
          <button
            type="button"
            class="btn pri"
            disabled={props.running !== null || fault() !== null || !carrel.ready()}
            aria-describedby={fault() === null ? undefined : `${id}-fault`}
            onClick={start}
          >
            {label()}
          </button>
        </div>
      </Show>
    </>
  )
}
