import { getRouteApi, Link, useNavigate, useParams, useRouter } from '@tanstack/solid-router'
import { Show, type JSX } from 'solid-js'
import { parsePaperKey } from '../../domain/paperKey.ts'
import { useCarrel } from '../../state/context.ts'
import { COARSE, createMedia } from '../../ui/media.ts'
import { keyFor } from '../../ui/shortcuts.ts'
import { LibraryList } from './LibraryList.tsx'

const route = getRouteApi('/saved')

/** What the person kept, latest first. */
export const SavedPage = (): JSX.Element => {
  const coarse = createMedia(COARSE)
  const carrel = useCarrel()
  const navigate = useNavigate()
  const router = useRouter()
  const search = route.useSearch()
  const params = useParams({ strict: false })
  const opened = () => parsePaperKey(String(params().key ?? ''))
  return (
    <LibraryList
      title="Saved"
      keys={carrel.library.saved()}
      tag={null}
      search={search()}
      onFilter={(filter, replace) => {
        const key = opened()
        void (key === null
          ? navigate({ to: '/saved', search: filter, replace })
          : navigate({ to: '/saved/paper/$key', params: { key }, search: filter, replace }))
      }}
      opened={opened()}
      hrefOf={(key) =>
        router.buildLocation({ to: '/saved/paper/$key', params: { key }, search: search() }).href
      }
      open={(key) =>
        void navigate({
          to: '/saved/paper/$key',
          params: { key },
          search: search(),
          replace: opened() !== null,
        })
      }
      empty={
        <div class="empty">
          <h2>Nothing saved yet</h2>
          <p>
            <Show when={!coarse() && keyFor('s')} fallback="Tap a paper’s bookmark">
              {(key) => (
                <>
                  Press <kbd>{key()}</kbd> on a paper, tap its bookmark
                </>
              )}
            </Show>
            , or swipe it to the right, and it waits for you here.
          </p>
          <Link to="/" class="btn pri">
            Go to the feed
          </Link>
        </div>
      }
    />
  )
}
