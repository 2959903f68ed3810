import { Link } from '@tanstack/solid-router'
import { createSignal, Index, Show, Suspense, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { feedsOf, type Followed, type Publication } from '../../state/feeds.ts'
import { copyText } from '../../ui/copyText.ts'
import { printDay } from '../../ui/dates.ts'
import { latePart } from '../../ui/latePart.ts'

const RenameFeedDialog = latePart(
  () => import('./RenameFeedDialog.tsx'),
  (code) => code.RenameFeedDialog,
)

const STATES: Readonly<Record<Publication['state'], string>> = {
  live: '',
  paused: 'It stands still: the note in the list that says so was taken away.',
  listless: 'Its list is not here any more, so nothing new is added.',
  ending: 'Ended. Followers hear of it once this device has been online.',
}

/** What the daily feed is made of: the feed that comes with the server, those followed, and those published. */
export const FeedsSection = (): JSX.Element => {
  const carrel = useCarrel()
  const feeds = feedsOf(carrel)
  const copy = async (address: string): Promise<void> =>
    carrel.undo.say(
      (await copyText(address))
        ? 'Link copied'
        : 'This browser does not let Carrel copy. The link is in the list, under Share.',
    )
  const [renamed, setRenamed] = createSignal<string | null>(null)
  const renaming = (): Publication | undefined =>
    feeds()
      ?.publications()
      .find(({ id, state }) => id === renamed() && state !== 'ending')
  return (
    <section aria-labelledby="you-feeds">
      <h2 id="you-feeds">Feeds</h2>
      <p>
        Your daily feed is “{carrel.feed.title()}”
        <Show
          when={(feeds()?.followed().length ?? 0) > 0}
          fallback=". Whoever has a Carrel list can publish it as a feed; with its link you can follow it here."
        >
          , and what you follow:
        </Show>
      </p>
      <ul class="you-feeds">
        <Index each={feeds()?.followed()}>{(feed) => <FollowedFeed feed={feed()} />}</Index>
      </ul>
      <div class="btns">
        <Link to="/join" class="btn">
          Follow a feed by its link
        </Link>
      </div>
      <Show when={(feeds()?.publications().length ?? 0) > 0}>
        <h3>Published by you</h3>
        <ul class="you-feeds">
          {/* A row stays where its count changes: a button in it may have the focus. */}
          <Index each={feeds()?.publications()}>
            {(feed) => (
              <li>
                <div>
                  <b>{feed().title}</b>
                  <small>
                    <Show when={feed().list} fallback={count(feed().papers, 'paper', 'papers')}>
                      {count(feed().papers, 'paper', 'papers')} of the list{' '}
                      <Link to="/list/$list" params={{ list: feed().listId }} search={{ sort: 'votes' }}>
                        {feed().list}
                      </Link>
                    </Show>
                    <Show when={STATES[feed().state]}>{(words) => <>. {words()}</>}</Show>
                  </small>
                </div>
                <Show when={feed().state !== 'ending'}>
                  <div class="btns">
                    <button
                      type="button"
                      class="btn"
                      aria-label={`Copy the link of ${feed().title}`}
                      aria-disabled={feed().address === ''}
                      onClick={() => feed().address !== '' && void copy(feed().address)}
                    >
                      Copy link
                    </button>
                    <button
                      type="button"
                      class="btn"
                      aria-label={`Rename the feed ${feed().title}`}
                      onClick={() => setRenamed(feed().id)}
                    >
                      Rename
                    </button>
                    <button
                      type="button"
                      class="btn danger"
                      aria-label={`End the feed ${feed().title}`}
                      onClick={() => feeds()?.unpublish(feed().id)}
                    >
                      End it
                    </button>
                  </div>
                </Show>
              </li>
            )}
          </Index>
        </ul>
      </Show>
      <Show when={renaming()}>
        {(feed) => (
          <Show when={feeds()}>
            {(here) => (
              <Suspense>
                <RenameFeedDialog feed={feed()} feeds={here()} onClose={() => setRenamed(null)} />
              </Suspense>
            )}
          </Show>
        )}
      </Show>
    </section>
  )
}

const FollowedFeed = (props: { readonly feed: Followed }): JSX.Element => {
  const carrel = useCarrel()
  const feeds = feedsOf(carrel)
  return (
    <li>
      <div>
        <Show when={props.feed.newest} fallback={<b>{props.feed.title}</b>}>
          {(day) => (
            <Link
              to="/feed/$day"
              params={{ day: day() }}
              search={{ sort: 'top', unread: false, feed: props.feed.id }}
            >
              {props.feed.title}
            </Link>
          )}
        </Show>
        <small>
          <Show
            when={!props.feed.coming}
            fallback="Nothing of it has arrived yet. It comes as soon as this device reaches the server."
          >
            {count(props.feed.papers, 'paper', 'papers')}
            <Show when={props.feed.newest}>{(day) => <>, the newest of {printDay(day(), 'long')}</>}</Show>
            <Show when={props.feed.ended}>. Its publisher has ended it; what is here stays</Show>
          </Show>
        </small>
      </div>
      <div class="btns">
        <button
          type="button"
          class="btn"
          aria-label={`Stop following ${props.feed.title}`}
          onClick={() => feeds()?.unfollow(props.feed.id)}
        >
          Stop following
        </button>
      </div>
    </li>
  )
}
