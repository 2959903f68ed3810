import { getRouteApi, useNavigate, useRouter } from '@tanstack/solid-router'
import { Show, Suspense, type JSX } from 'solid-js'
import { parsePaperKey } from '../domain/paperKey.ts'
import { Discussion } from '../features/lists/Discussion.tsx'
import { PaperSheet } from '../features/paper/PaperSheet.tsx'
import { useReadingOrder } from '../ui/readingOrder.ts'
import { runShortcut } from '../ui/runShortcut.ts'
import { NotFound } from './NotFound.tsx'

/** The sheet beside (or, on a phone, over) the list it was opened from. */
const Sheet = (props: {
  readonly text: string
  readonly listId?: string
  /** For a paper of a day. */
  readonly skip?: () => void
  readonly close: () => void
  /** Shows another paper in the same place; `step`: it takes this one's place also in the history. */
  readonly go: (key: string, step: boolean) => void
  readonly hrefOf: (key: string) => string
}): JSX.Element => {
  const order = useReadingOrder()
  const key = () => parsePaperKey(props.text)
  return (
    <Show when={key()} fallback={<NotFound />}>
      {(paperKey) => (
        <PaperSheet
          paperKey={paperKey()}
          {...(props.listId === undefined ? {} : { listId: props.listId })}
          {...(props.skip ? { onSkip: props.skip } : {})}
          onClose={() => props.close()}
          onStep={(direction) => {
            const next = order.step(paperKey(), direction)
            if (next) props.go(next, true)
          }}
          onVisit={(other) => props.go(other, false)}
          hrefOf={(other) => props.hrefOf(other)}
          discussion={
            <Suspense>
              <Discussion
                paperKey={paperKey()}
                {...(props.listId === undefined ? {} : { listId: props.listId })}
              />
            </Suspense>
          }
        />
      )}
    </Show>
  )
}

export const FeedPaper = (): JSX.Element => {
  const params = getRouteApi('/feed/$day/paper/$key').useParams()
  const search = getRouteApi('/feed/$day').useSearch()
  const navigate = useNavigate()
  const router = useRouter()
  const at = (key: string) =>
    ({ to: '/feed/$day/paper/$key', params: { day: params().day, key }, search: search() }) as const
  return (
    <Sheet
      text={params().key}
      // As the key does it, which goes on to the next paper.
      skip={() => runShortcut('x')}
      close={() => void navigate({ to: '/feed/$day', params: { day: params().day }, search: search() })}
      go={(key, step) => void navigate({ ...at(key), replace: step })}
      hrefOf={(key) => router.buildLocation(at(key)).href}
    />
  )
}

export const SavedPaper = (): JSX.Element => {
  const params = getRouteApi('/saved/paper/$key').useParams()
  const search = getRouteApi('/saved').useSearch()
  const navigate = useNavigate()
  const router = useRouter()
  const at = (key: string) => ({ to: '/saved/paper/$key', params: { key }, search: search() }) as const
  return (
    <Sheet
      text={params().key}
      close={() => void navigate({ to: '/saved', search: search() })}
      go={(key, step) => void navigate({ ...at(key), replace: step })}
      hrefOf={(key) => router.buildLocation(at(key)).href}
    />
  )
}

export const TagPaper = (): JSX.Element => {
  const params = getRouteApi('/tag/$tag/paper/$key').useParams()
  const search = getRouteApi('/tag/$tag').useSearch()
  const navigate = useNavigate()
  const router = useRouter()
  const at = (key: string) =>
    ({ to: '/tag/$tag/paper/$key', params: { tag: params().tag, key }, search: search() }) as const
  return (
    <Sheet
      text={params().key}
      close={() => void navigate({ to: '/tag/$tag', params: { tag: params().tag }, search: search() })}
      go={(key, step) => void navigate({ ...at(key), replace: step })}
      hrefOf={(key) => router.buildLocation(at(key)).href}
    />
  )
}

export const ListPaper = (): JSX.Element => {
  const params = getRouteApi('/list/$list/paper/$key').useParams()
  const search = getRouteApi('/list/$list').useSearch()
  const navigate = useNavigate()
  const router = useRouter()
  const at = (key: string) =>
    ({ to: '/list/$list/paper/$key', params: { list: params().list, key }, search: search() }) as const
  return (
    <Sheet
      text={params().key}
      listId={params().list}
      close={() => void navigate({ to: '/list/$list', params: { list: params().list }, search: search() })}
      go={(key, step) => void navigate({ ...at(key), replace: step })}
      hrefOf={(key) => router.buildLocation(at(key)).href}
    />
  )
}

export const SearchPaper = (): JSX.Element => {
  const params = getRouteApi('/search/paper/$key').useParams()
  const search = getRouteApi('/search').useSearch()
  const navigate = useNavigate()
  const router = useRouter()
  const at = (key: string) => ({ to: '/search/paper/$key', params: { key }, search: search() }) as const
  return (
    <Sheet
      text={params().key}
      close={() => void navigate({ to: '/search', search: search() })}
      go={(key, step) => void navigate({ ...at(key), replace: step })}
      hrefOf={(key) => router.buildLocation(at(key)).href}
    />
  )
}
