import { useNavigate } from '@tanstack/solid-router'
import { createMemo, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { ListLife, MergePlan, OpenList } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { Dialog } from '../../ui/Dialog.tsx'

/** What merging leaves where it was said. */
const stayingOf = ({ comments, notes, ofOthers }: MergePlan): readonly string[] => [
  ...(comments > 0 ? [count(comments, 'comment', 'comments')] : []),
  ...(notes > 0 ? [count(notes, 'note of the group', 'notes of the group')] : []),
  ...(ofOthers ? ['what others voted and said of their reading'] : []),
]

/** Takes a list's papers into another list of mine: says what would happen, and then does it as one thing to undo. */
export const MergeListDialog = (props: {
  readonly list: OpenList
  readonly onClose: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const field = createUniqueId()
  const [life, setLife] = createSignal<ListLife | null>(null)
  void carrel.lists.life().then((found) => setLife(() => found))
  const [into, setInto] = createSignal('')
  const [archive, setArchive] = createSignal(true)
  const [busy, setBusy] = createSignal(false)
  const [fault, setFault] = createSignal<string | null>(null)
  const targets = () =>
    carrel.lists
      .all()
      .filter(
        ({ id, role }) =>
          role !== 'reader' && id !== props.list.id && carrel.lists.open(id).phase() === 'ready',
      )
  const target = () => targets().find(({ id }) => id === into())
  const plan = createMemo(() => (target() ? (life()?.planMerge(props.list.id, into()) ?? null) : null))
  const archived = () => carrel.lists.all().find(({ id }) => id === props.list.id)?.archived === true
  const possible = () => {
    const known = plan()
    return known !== null && !known.tooMany && known.fresh + known.known > 0
  }

  const merge = async (): Promise<void> => {
    const begun = life()
    if (busy() || !begun || !possible()) return
    setBusy(true)
    setFault(null)
    const goal = into()
    const done = await begun.merge(props.list.id, goal, archive() && !archived())
    setBusy(false)
    if (!done.ok) {
      setFault(done.error)
      return
    }
    props.onClose()
    await navigate({ to: '/list/$list', params: { list: goal }, search: { sort: 'hand' } })
  }

  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      title={`Merge “${props.list.title()}” into…`}
      description="Its papers are put into another list of yours as well. None is taken out of this one."
    >
      <Show
        when={targets().length > 0}
        fallback={<p>There is no other list that you can write to. Make one first.</p>}
      >
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault()
            void merge()
          }}
        >
          <label class="stack-field" for={field}>
            <span>Into</span>
            <select
              id={field}
              class="field"
              data-first
              value={into()}
              onChange={(event) => setInto(event.currentTarget.value)}
            >
              <option value="">Choose a list</option>
              <For each={targets()}>
                {(list) => (
                  <option value={list.id}>
                    {list.title}
                    {list.archived ? ' (archived)' : ''}
                  </option>
                )}
              </For>
            </select>
          </label>
          <div aria-live="polite">
            <Show when={plan()}>
              {(known) => (
                <ul class="leave-facts">
                  <Show
                    when={!known().tooMany}
                    fallback={<li>It has too many papers to be merged at once.</li>}
                  >
                    <Show
                      when={known().fresh > 0}
                      fallback={
                        <li>
                          <b>None of its papers is new there</b>:{' '}
                          {known().known === 0
                            ? 'it has none.'
                            : `${count(known().known, 'is', 'are')} there already.`}
                        </li>
                      }
                    >
                      <li>
                        <b>{count(known().fresh, 'paper is', 'papers are')} new there</b> and{' '}
                        {known().fresh === 1 ? 'goes' : 'go'} to the end of the order by hand.{' '}
                        {known().known === 0
                          ? 'None is there already.'
                          : `${count(known().known, 'is', 'are')} there already.`}
                      </li>
                    </Show>
                    <li>
                      Tags of the list, your votes and what you show of your reading go along; so do reasons,
                      columns, dates and what you present, where the other list says nothing yet.
                    </li>
                    <Show when={stayingOf(known()).length > 0}>
                      <li>
                        {stayingOf(known()).join(', and ')}
                        {known().comments + known().notes + (known().ofOthers ? 2 : 0) === 1
                          ? ' stays'
                          : ' stay'}{' '}
                        in this list: nobody can say it for them elsewhere.
                      </li>
                    </Show>
                  </Show>
                </ul>
              )}
            </Show>
          </div>
          <Show when={!archived()}>
            <label class="leave-copy">
              <input
                type="checkbox"
                checked={archive()}
                onChange={(event) => setArchive(event.currentTarget.checked)}
              />
              <span>
                Archive this list afterwards
                <small>Only for you. It stays open to everyone in it, and you can bring it back.</small>
              </span>
            </label>
          </Show>
          <Show when={fault()}>
            {(sentence) => (
              <p class="dialog-fault" role="alert">
                {sentence()}
              </p>
            )}
          </Show>
          <div class="dialog-acts">
            <button type="button" class="btn" onClick={() => props.onClose()}>
              Cancel
            </button>
            <button type="submit" class="btn pri" aria-disabled={busy() || !possible()}>
              Merge
            </button>
          </div>
        </form>
      </Show>
    </Dialog>
  )
}
