import { createSignal, Match, Show, Switch, untrack, type JSX } from 'solid-js'
import { MAX_DESCRIPTION_LENGTH, MAX_LIST_TITLE_LENGTH } from '../../doc/limits.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { feedsOf, type Publication } from '../../state/feeds.ts'
import type { OpenList } from '../../state/lists.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { DraftNote } from '../../ui/DraftNote.tsx'
import { createKeptFields } from '../../ui/keptFields.ts'
import { TextField } from '../../ui/TextField.tsx'
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
  const fields = untrack(() =>
    createKeptFields(`publish ${props.list.id}`, {
      title: props.list.title(),
      about: props.list.description(),
    }),
  )
  const [busy, setBusy] = createSignal(false)
  const [fault, setFault] = createSignal<string | null>(null)
  const others = () => props.list.published().filter(({ me }) => !me)

  const publish = async (): Promise<void> => {
    const here = feeds()
    if (busy() || !here) return
    setBusy(true)
    setFault(null)
    const done = await here.publish(props.list.id, {
      title: fields.of('title'),
      about: fields.of('about'),
    })
    setBusy(false)
    if (done.ok) fields.forget()
    else setFault(done.error)
  }
  const close = (): void => {
    fields.forget()
    props.onClose()
  }
  const goBack = (): void => {
    fields.forget()
    props.onBack()
  }
  return (
    <Dialog
      open
      onClose={close}
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
          <form
            novalidate
            class="stack"
            onSubmit={(event) => {
              event.preventDefault()
              void publish()
            }}
          >
            <DraftNote
              done="published"
              restored={fields.restored()}
              unkept={fields.unkept()}
              onStartAgain={fields.startAgain}
            />
            <TextField
              label="Name of the feed"
              value={fields.of('title')}
              onInput={(text) => fields.type('title', text)}
              maxLength={MAX_LIST_TITLE_LENGTH}
              error={fault()}
              required
            />
            <TextField
              label="What is in it? (may stay empty)"
              value={fields.of('about')}
              onInput={(text) => fields.type('about', text)}
              multiline
              rows={2}
              maxLength={MAX_DESCRIPTION_LENGTH}
            />
            <p class="share-note">
              The members of the list will see that you publish it.
              <Show when={others().length > 0}> {printNames(others())} publish it already.</Show>
            </p>
            <div class="dialog-acts">
              <button type="button" class="btn" onClick={goBack}>
                Back
              </button>
              <button type="submit" class="btn pri" aria-disabled={busy() || feeds() === null}>
                Publish
              </button>
            </div>
          </form>
        </Match>
      </Switch>
    </Dialog>
  )
}
