import { Link } from '@tanstack/solid-router'
import { createSignal, Match, onMount, Show, Switch, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { feedsOf, nameFeed } from '../../state/feeds.ts'
import type { JoinPreview } from '../../state/lists.ts'
import { Icon } from '../../ui/Icon.tsx'

/** What the link of a feed leads to, and the button that follows it. */
export const FollowCard = (props: {
  readonly preview: JoinPreview
  readonly feed: NonNullable<ReturnType<JoinPreview['feed']>>
  /** With the feed's id. */
  readonly onFollowed: (feed: string) => void
  readonly onOther: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const feeds = feedsOf(carrel)
  const [fault, setFault] = createSignal<string | null>(null)
  const [busy, setBusy] = createSignal(false)
  let heading: HTMLElement | undefined
  onMount(() => heading?.focus({ preventScroll: true }))

  const follow = async (): Promise<void> => {
    const here = feeds()
    if (busy() || !here) return
    setBusy(true)
    const done = await here.follow(props.preview)
    setBusy(false)
    if (done.ok) props.onFollowed(done.value)
    else setFault(done.error)
  }
  return (
    <>
      <p class="join-kind">
        <Icon name="list" small />A feed you can follow
      </p>
      <h1 ref={(element) => (heading = element)} tabindex={-1}>
        {nameFeed(props.feed.title)}
      </h1>
      <Show when={props.feed.about}>
        <p class="follow-about">{props.feed.about}</p>
      </Show>
      <p class="by" aria-live="polite">
        {count(props.feed.papers, 'paper', 'papers')}.{' '}
        <Show when={props.feed.ended}>Its publisher has ended it: nothing more comes.</Show>
      </p>
      <Show when={fault()}>
        {(sentence) => (
          <p class="share-note" role="alert">
            {sentence()}
          </p>
        )}
      </Show>
      <div class="join-acts join-form">
        <Switch
          fallback={
            <button type="button" class="btn pri" aria-disabled={busy()} onClick={() => void follow()}>
              Follow
            </button>
          }
        >
          <Match when={props.feed.known === 'mine'}>
            <p class="by">You publish this feed yourself.</p>
          </Match>
          <Match when={props.feed.known === 'followed'}>
            <Link class="btn pri" to="/">
              You follow it: to the feed
            </Link>
          </Match>
        </Switch>
        <button type="button" class="btn" onClick={() => props.onOther()}>
          Another link
        </button>
      </div>
      <Show when={props.feed.known === null}>
        <p class="share-note">
          Its papers appear in your daily feed, on the days they were added, and stay readable without a
          network. Whoever publishes it does not learn that you follow it, or what you read.
        </p>
      </Show>
    </>
  )
}
