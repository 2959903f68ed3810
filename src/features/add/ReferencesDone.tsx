import { Link } from '@tanstack/solid-router'
import { createSignal, onMount, Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { ImportedReferences, ReadFile, ReferencePlan } from '../../state/references.ts'

/** What an import of references did, and the way there. */
export const ReferencesDone = (props: {
  readonly title: string
  readonly file: ReadFile
  readonly plan: ReferencePlan
  readonly outcome: ImportedReferences
  readonly onAgain: () => void
}): JSX.Element => {
  const [heading, setHeading] = createSignal<HTMLHeadingElement>()
  // The button that had the focus is gone.
  onMount(() => heading()?.focus())
  const papers = () => count(props.outcome.done, 'paper', 'papers')
  return (
    <div class="add-body">
      <h1 ref={setHeading} tabindex="-1">
        {props.outcome.undone() ? 'The import was taken back' : `${papers()} imported`}
      </h1>
      <Show
        when={!props.outcome.undone()}
        fallback={
          <p class="by">
            What it saved, tagged and put on the list is as it was before. Open the file again to import it
            once more.
          </p>
        }
      >
        <p class="by">
          From {props.title}, kept on this device.
          <Show when={props.plan.known > 0}>
            {' '}
            {count(props.plan.known, 'paper was', 'papers were')} here already and gained what was missing.
          </Show>
          <Show when={props.outcome.left > 0}>
            {' '}
            You stopped before the last {count(props.outcome.left, 'paper', 'papers')}; importing the same
            file again goes on from there.
          </Show>
          <Show when={props.file.skippedCount > 0}>
            {' '}
            {count(props.file.skippedCount, 'place was', 'places were')} not read and left out.
          </Show>
        </p>
      </Show>
      <div class="btns add-gap">
        <Show when={!props.outcome.undone()}>
          <Show
            when={props.outcome.list}
            fallback={
              <Show
                when={props.outcome.tag}
                fallback={
                  <Link class="btn pri" to="/saved">
                    Open Saved
                  </Link>
                }
              >
                {(tag) => (
                  <Link class="btn pri" to="/tag/$tag" params={{ tag: tag() }}>
                    Open the tag
                  </Link>
                )}
              </Show>
            }
          >
            {(list) => (
              <Link class="btn pri" to="/list/$list" params={{ list: list() }} search={{ sort: 'votes' }}>
                Open the list
              </Link>
            )}
          </Show>
          <button type="button" class="btn" onClick={() => props.outcome.undo()}>
            Undo the import
          </button>
        </Show>
        <button type="button" class="btn" onClick={() => props.onAgain()}>
          Add more
        </button>
      </div>
    </div>
  )
}
