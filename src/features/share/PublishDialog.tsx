import { createSignal, Match, Show, Switch, type JSX } from 'solid-js'
import { MAX_DESCRIPTION_LENGTH, MAX_LIST_TITLE_LENGTH } from '../../doc/limits.ts'
import { forgetTyped } from '../../drafts/typedFields.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { feedsOf, type FeedWords, type Publication } from '../../state/feeds.ts'
import type { OpenList } from '../../state/lists.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FeedWordsForm } from '../../ui/FeedWordsForm.tsx'
import { LinkBox } from './LinkBox.tsx'
import { printNames } from './printNames.ts'

/** Publishes a list as a feed that anybody with its link can follow, and ends that. */
export const PublishDialog = (props: {
  readonly list: OpenList
  readonly onBack: () => void
  readonly onClose: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const feeds = feedsOf(carrel)
  const mine = (): Publication | null =>
    feeds()
      ?.publications()
      .find(({ listId, state }) => listId === props.list.id && state !== 'ending') ?? null
  const [renaming, setRenaming] = createSignal(false)
  const place = () => `${renaming() ? 'rename' : 'publish'} ${props.list.id}`
  const others = () => props.list.published().filter(({ me }) => !me)

  const limits = { title: MAX_LIST_TITLE_LENGTH, about: MAX_DESCRIPTION_LENGTH }
  const publish = async (words: FeedWords): Promise<string | null> => {
    const done = await feeds()?.publish(props.list.id, words)
    return done && !done.ok ? done.error : null
  }
  let asked: HTMLButtonElement | undefined
  /** At once: a key that is pressed while nothing has the focus is lost. */
  const endRenaming = (): void => {
    setRenaming(false)
    asked?.focus()
  }
  const rename = (id: string, words: FeedWords): string | null => {
    const done = feeds()?.rename(id, words)
    if (done && !done.ok) return done.error
    endRenaming()
    return null
  }
  return (
    <Dialog
      open
      onClose={() => {
        forgetTyped(place())
        props.onClose()
      }}
      title={`“${props.list.title() || 'This list'}” as a feed`}
      description="Whoever has the link can follow the papers of this list, each on the day it was added. They see titles, authors, abstracts and links. They do not see who is in the list, votes, reasons, notes, comments or meetings."
    >
      <Switch>
        <Match when={mine()?.state === 'paused' && mine()}>
          {(feed) => (
            <>
              <p class="share-note wait" role="status">
                The note in the list that says you publish it was taken away, so the feed stands still.
              </p>
              <div class="dialog-acts">
                <button type="button" class="btn danger" onClick={() => feeds()?.unpublish(feed().id)}>
                  End the feed
                </button>
                <button type="button" class="btn pri" onClick={() => feeds()?.resume(feed().id)}>
                  Go on publishing
                </button>
              </div>
            </>
          )}
        </Match>
        <Match when={renaming() && mine()}>
          {(feed) => (
            <FeedWordsForm
              title={feed().title}
              about={feed().about}
              limits={limits}
              place={place()}
              act="Rename"
              done="saved"
              onAct={(words) => rename(feed().id, words)}
              back="Back"
              onBack={endRenaming}
            >
              <p class="share-note">Whoever follows the feed sees its new name. The list keeps its own.</p>
            </FeedWordsForm>
          )}
        </Match>
        <Match when={mine()}>
          {(feed) => (
            <>
              <LinkBox link={feed().address} label="Link to follow the feed" />
              <p class="share-note" classList={{ wait: feed().waiting }} role="status">
                {count(feed().papers, 'paper', 'papers')} in “{feed().title}”.{' '}
                <Show
                  when={feed().waiting}
                  fallback="What is added to the list, or taken off it, follows by itself."
                >
                  The latest of them have not left this device yet.
                </Show>
              </p>
              <p class="share-note">
                Who has followed it keeps what they have, also after you end it. The members of the list see
                that you publish it.
              </p>
              <div class="dialog-acts">
                <button type="button" class="btn" onClick={() => props.onBack()}>
                  Back
                </button>
                <button
                  ref={(element) => (asked = element)}
                  type="button"
                  class="btn"
                  onClick={() => setRenaming(true)}
                >
                  Rename
                </button>
                <button
                  type="button"
                  class="btn danger"
                  onClick={() => {
                    feeds()?.unpublish(feed().id)
                    props.onBack()
                  }}
                >
                  End the feed
                </button>
              </div>
            </>
          )}
        </Match>
        <Match when={true}>
          <FeedWordsForm
            title={props.list.title()}
            about={props.list.description()}
            limits={limits}
            place={place()}
            act="Publish"
            done="published"
            waiting={feeds() === null}
            onAct={publish}
            back="Back"
            onBack={() => props.onBack()}
          >
            <p class="share-note">
              The members of the list will see that you publish it.
              <Show when={others().length > 0}> {printNames(others())} publish it already.</Show>
            </p>
          </FeedWordsForm>
        </Match>
      </Switch>
    </Dialog>
  )
}
