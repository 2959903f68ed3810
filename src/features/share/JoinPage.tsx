import './share.css'
import { Link, useNavigate } from '@tanstack/solid-router'
import {
  createEffect,
  createSignal,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Switch,
  untrack,
  type JSX,
} from 'solid-js'
import type { JoinPreview } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { TextField } from '../../ui/TextField.tsx'
import { takeArrivedLink } from './arrivedLink.ts'
import { FollowCard } from './FollowCard.tsx'
import { JoinCard } from './JoinCard.tsx'

/** Longer than any link; what is pasted beyond it is something else. */
const MAX_PASTED_LENGTH = 4_000

/** Opens a link to a list: shows what it leads to, and writes nothing before the person says Join. */
export const JoinPage = (): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const [link, setLink] = createSignal<string | null>(takeArrivedLink())
  const [preview, setPreview] = createSignal<JoinPreview | null>(null)
  const [fault, setFault] = createSignal<string | null>(null)
  const [pasted, setPasted] = createSignal('')

  // The page may stand already when another link is put into the address.
  const onHashChange = (): void => {
    const arrived = takeArrivedLink()
    if (arrived !== null) setLink(arrived)
  }
  onMount(() => addEventListener('hashchange', onHashChange))
  onCleanup(() => removeEventListener('hashchange', onHashChange))

  const open = (list: string): void =>
    void navigate({ to: '/list/$list', params: { list }, search: { sort: 'votes' }, replace: true })

  createEffect(
    on([link, carrel.ready], ([given, ready]) => {
      if (given === null || !ready) return
      let current = true
      let shown: JoinPreview | null = null
      setFault(null)
      setPreview(null)
      onCleanup(() => {
        current = false
        // After joining, the list itself is open and the preview has been let go of already.
        if (shown && !joined) shown.discard()
      })
      void carrel.lists.preview(given).then((found) => {
        if (!current) {
          if (found.ok) found.value.discard()
          return
        }
        if (!found.ok) {
          setFault(found.error)
          return
        }
        shown = found.value
        if (found.value.joined === null) setPreview(found.value)
        else open(found.value.joined)
      })
    }),
  )
  let joined = false
  const onJoined = (list: string): void => {
    joined = true
    open(list)
  }
  const onFollowed = (feed: string): void => {
    const day = preview()?.feed()?.newest
    void (day
      ? navigate({
          to: '/feed/$day',
          params: { day },
          search: { sort: 'top', unread: false, feed },
          replace: true,
        })
      : navigate({ to: '/', replace: true }))
  }
  const another = (): void => {
    setPreview(null)
    setLink(null)
  }
  const usePasted = (): void => {
    const given = pasted().trim()
    if (given === '') {
      setFault('There is no link here yet. Paste the whole address you were sent.')
      return
    }
    setFault(null)
    setPasted('')
    // The same link twice must look again.
    if (untrack(link) === given) setLink(null)
    setLink(given)
  }

  return (
    <section class="sheet page join" aria-label="Join a list">
      <div class="join-body">
        <Switch>
          <Match when={preview()} keyed>
            {(shown) => (
              <Show
                when={shown.feed()}
                fallback={<JoinCard preview={shown} onJoined={onJoined} onOther={another} />}
              >
                {(feed) => (
                  <FollowCard preview={shown} feed={feed()} onFollowed={onFollowed} onOther={another} />
                )}
              </Show>
            )}
          </Match>
          <Match when={link() !== null && fault() === null}>
            <h1>Opening the link…</h1>
            <p class="by">One moment.</p>
          </Match>
          <Match when={true}>
            <h1>{link() === null ? 'Open a link' : 'This link does not open'}</h1>
            <p class="by">
              <Show
                when={link() === null}
                fallback="Nothing was changed on this device. You can try another link here."
              >
                Paste the link to a list or a feed that somebody sent you. Nothing is added before you say so.
              </Show>
            </p>
            <form
              novalidate
              class="stack join-form"
              onSubmit={(event) => {
                event.preventDefault()
                usePasted()
              }}
            >
              <TextField
                label="Link to a list or a feed"
                value={pasted()}
                onInput={setPasted}
                multiline
                rows={3}
                maxLength={MAX_PASTED_LENGTH}
                placeholder="https://…/join#…"
                error={fault()}
              />
              <div class="join-acts">
                <button type="submit" class="btn pri">
                  Open the link
                </button>
                <Link class="btn" to="/">
                  To the feed
                </Link>
              </div>
            </form>
          </Match>
        </Switch>
      </div>
    </section>
  )
}
