import { Show, type JSX } from 'solid-js'
import { keepDraft, readDraft } from '../../drafts/drafts.ts'
import { clip } from '../../lib/text.ts'
import { createDraftAt } from '../../ui/draftAt.ts'

/** Letters of the answer that are shown: enough to know it by. */
const MAX_SHOWN = 80

/** An answer that was begun and whose box is shut: to go on with, or to drop. */
export const BegunAnswer = (props: { readonly place: string; readonly onGoOn: () => void }): JSX.Element => {
  const text = createDraftAt(() => props.place, readDraft, '')
  return (
    <Show when={text().trim()}>
      {(begun) => (
        <div class="reply begun-answer" role="group" aria-label="Answer that is not sent">
          <span>
            <b>Not sent yet:</b> “{clip(begun(), MAX_SHOWN)}”
          </span>{' '}
          <button type="button" class="plain-link" onClick={() => props.onGoOn()}>
            Go on
          </button>{' '}
          <button type="button" class="plain-link" onClick={() => keepDraft(props.place, '')}>
            Drop it
          </button>
        </div>
      )}
    </Show>
  )
}
