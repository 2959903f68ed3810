import type { JSX } from 'solid-js'
import { MAX_DESCRIPTION_LENGTH, MAX_LIST_TITLE_LENGTH } from '../../doc/limits.ts'
import { forgetTyped } from '../../drafts/typedFields.ts'
import type { Feeds, Publication } from '../../state/feeds.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FeedWordsForm } from '../../ui/FeedWordsForm.tsx'

/** What a feed of this person's is called, for whoever follows it. */
export const RenameFeedDialog = (props: {
  readonly feed: Publication
  readonly feeds: Feeds
  readonly onClose: () => void
}): JSX.Element => (
  <Dialog
    open
    onClose={() => {
      forgetTyped(`rename ${props.feed.listId}`)
      props.onClose()
    }}
    title={`Rename “${props.feed.title}”`}
    description="Whoever follows the feed sees its new name. The list keeps its own."
  >
    <FeedWordsForm
      title={props.feed.title}
      about={props.feed.about}
      limits={{ title: MAX_LIST_TITLE_LENGTH, about: MAX_DESCRIPTION_LENGTH }}
      place={`rename ${props.feed.listId}`}
      act="Rename"
      done="saved"
      back="Cancel"
      onBack={() => props.onClose()}
      onAct={(words) => {
        const done = props.feeds.rename(props.feed.id, words)
        if (!done.ok) return done.error
        props.onClose()
        return null
      }}
    />
  </Dialog>
)
