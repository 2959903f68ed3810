import { getRouteApi, Link, useNavigate, useParams, useRouter } from '@tanstack/solid-router'
import { Show, type JSX } from 'solid-js'
import { parsePaperKey } from '../../domain/paperKey.ts'
import { useCarrel } from '../../state/context.ts'
import { COARSE, createMedia } from '../../ui/media.ts'
import { keyFor } from '../../ui/shortcuts.ts'
import { LibraryList } from './LibraryList.tsx'

const route = getRouteApi('/tag/$tag')

/** Every paper under one of the person's tags. */
export const TagPage = (): JSX.Element => {
  const coarse = createMedia(COARSE)
  const carrel = useCarrel()
  const navigate = useNavigate()
  const router = useRouter()
  const own = route.useParams()
  const search = route.useSearch()
  const params = useParams({ strict: false })
  const opened = () => parsePaperKey(String(params().key ?? ''))
  /** An address of before a merge leads to what the tag has become. */
  const tag = (): string => carrel.library.tagId(own().tag)
  return (
    <LibraryList
      title={carrel.library.tagName(tag())}
      keys={carrel.library.papersWithTag(tag())}
      tag={tag()}
      search={search()}
      onFilter={(filter, replace) => {
        const key = opened()
        void (key === null
          ? navigate({ to: '/tag/$tag', params: { tag: tag() }, search: filter, replace })
          : navigate({ to: '/tag/$tag/paper/$key', params: { tag: tag(), key }, search: filter, replace }))
      }}
      opened={opened()}
      hrefOf={(key) =>
        router.buildLocation({ to: '/tag/$tag/paper/$key', params: { tag: tag(), key }, search: search() })
          .href
      }
      open={(key) =>
        void navigate({
          to: '/tag/$tag/paper/$key',
          params: { tag: tag(), key },
          search: search(),
          replace: opened() !== null,
        })
      }
      empty={
        <div class="empty">
          <h2>No paper has this tag</h2>
          <p>
            Open a paper and{' '}
            <Show when={!coarse() && keyFor('t')}>
              {(key) => (
                <>
                  press <kbd>{key()}</kbd>, or{' '}
                </>
              )}
            </Show>
            tap “Tag” below its abstract.
          </p>
          <Link to="/" class="btn pri">
            Go to the feed
          </Link>
        </div>
      }
    />
  )
}
