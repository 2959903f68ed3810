import '../../ui/textField.css'
import { createMemo, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { Dialog } from '../../ui/Dialog.tsx'

/** Chooses the tag that another one becomes, and says first what that does. */
export const MergeDialog = (props: {
  /** Id of the tag that goes. */
  readonly from: string
  readonly onClose: () => void
  readonly onMerge: (into: string) => void
}): JSX.Element => {
  const carrel = useCarrel()
  const field = createUniqueId()
  const [into, setInto] = createSignal('')
  const name = () => carrel.library.tagName(props.from)
  const others = createMemo(() => carrel.library.tags().filter(({ id }) => id !== props.from))
  const papers = () => carrel.library.papersWithTag(props.from)
  const both = createMemo(() => {
    const there = new Set(carrel.library.papersWithTag(into()))
    return papers().filter((key) => there.has(key)).length
  })
  const sentence = (): string => {
    const target = carrel.library.tagName(into())
    const gets = papers().length === 1 ? 'gets' : 'get'
    const already =
      both() === 0
        ? ''
        : both() < papers().length
          ? `, which ${both()} of them ${both() === 1 ? 'has' : 'have'} already`
          : papers().length === 1
            ? ', which it has already'
            : ', which all of them have already'
    return `${count(papers().length, 'paper', 'papers')} tagged “${name()}” ${gets} “${target}” instead${already}. You can undo it.`
  }
  const merge = (): void => {
    if (into() === '') return
    const target = into()
    props.onClose()
    props.onMerge(target)
  }
  return (
    <Dialog open onClose={() => props.onClose()} title={`Merge “${name()}”`} width={460}>
      <form
        class="stack merge-tags"
        onSubmit={(event) => {
          event.preventDefault()
          merge()
        }}
      >
        <div class="text-field">
          <label for={field}>Into</label>
          <select
            id={field}
            data-first
            value={into()}
            onChange={(event) => setInto(event.currentTarget.value)}
          >
            <option value="">Choose a tag</option>
            <For each={others()}>
              {(tag) => (
                <option value={tag.id}>
                  {tag.name} ({count(tag.count, 'paper', 'papers')})
                </option>
              )}
            </For>
          </select>
        </div>
        <p class="merge-says" role="status">
          <Show when={into() !== ''} fallback="Its papers keep a tag: the one you choose here.">
            {sentence()}
          </Show>
        </p>
        <div class="dialog-acts">
          <button type="button" class="btn" onClick={() => props.onClose()}>
            Cancel
          </button>
          <button type="submit" class="btn pri" disabled={into() === ''}>
            Merge
          </button>
        </div>
      </form>
    </Dialog>
  )
}
