import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  useNavigate,
} from '@tanstack/solid-router'
import { createEffect, lazy, Show, Suspense, type JSX } from 'solid-js'
import { FEED_SORTS, type FeedSort } from '../domain/feedDay.ts'
import { parsePaperKey } from '../domain/paperKey.ts'
import { FeedEmpty } from '../features/feed/FeedEmpty.tsx'
import { FeedPage } from '../features/feed/FeedPage.tsx'
import { parseDay, timeToDay } from '../lib/day.ts'
import { LIST_SORTS, type ListSort } from '../state/carrel.ts'
import { useCarrel } from '../state/context.ts'
import { useReadingOrder } from '../ui/readingOrder.ts'
import { NotFound } from './NotFound.tsx'
import { Root } from './Root.tsx'

const PaperSheet = lazy(async () => ({
  default: (await import('../features/paper/PaperSheet.tsx')).PaperSheet,
}))
const Discussion = lazy(async () => ({
  default: (await import('../features/lists/Discussion.tsx')).Discussion,
}))

const rootRoute = createRootRoute({ component: Root, notFoundComponent: NotFound })

/** Goes to the newest day as soon as a feed is there, and says meanwhile what it waits for. */
const Home = (): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const search: FeedSearch = { sort: 'top', unread: false }
  createEffect(() => {
    const day = carrel.feed.days()[0]
    if (day) void navigate({ to: '/feed/$day', params: { day }, search, replace: true })
  })
  return (
    <section class="list" aria-label="Daily feed">
      <div class="scroll">
        <FeedEmpty day={timeToDay(Date.now())} search={search} allRead={false} />
      </div>
    </section>
  )
}
const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home })

export interface FeedSearch {
  readonly sort: FeedSort
  readonly unread: boolean
}

const feedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/feed/$day',
  beforeLoad: ({ params }) => {
    if (!parseDay(params.day)) throw redirect({ to: '/', replace: true })
  },
  validateSearch: (search: Record<string, unknown>): FeedSearch => ({
    sort: FEED_SORTS.find((sort) => sort === search['sort']) ?? 'top',
    unread: search['unread'] === true || search['unread'] === 1 || search['unread'] === '1',
  }),
  component: FeedPage,
})
const savedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/saved',
  component: lazyRouteComponent(() => import('../features/library/SavedPage.tsx'), 'SavedPage'),
})
const tagRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tag/$tag',
  component: lazyRouteComponent(() => import('../features/library/TagPage.tsx'), 'TagPage'),
})
const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/list/$list',
  validateSearch: (search: Record<string, unknown>): { readonly sort: ListSort } => ({
    sort: LIST_SORTS.find((sort) => sort === search['sort']) ?? 'votes',
  }),
  component: lazyRouteComponent(() => import('./ListRoute.tsx'), 'ListRoute'),
})
const listsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/lists',
  component: lazyRouteComponent(() => import('./ListRoute.tsx'), 'ListsRoute'),
})
const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  component: lazyRouteComponent(() => import('../features/share/JoinPage.tsx'), 'JoinPage'),
})
const addRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/add',
  validateSearch: (
    search: Record<string, unknown>,
  ): { readonly title?: string; readonly text?: string; readonly url?: string } => ({
    ...(typeof search['title'] === 'string' ? { title: search['title'] } : {}),
    ...(typeof search['text'] === 'string' ? { text: search['text'] } : {}),
    ...(typeof search['url'] === 'string' ? { url: search['url'] } : {}),
  }),
  component: lazyRouteComponent(() => import('../features/add/AddPage.tsx'), 'AddPage'),
})
const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search',
  validateSearch: (search: Record<string, unknown>): { readonly q: string } => ({
    q: typeof search['q'] === 'string' || typeof search['q'] === 'number' ? String(search['q']) : '',
  }),
  component: lazyRouteComponent(() => import('../features/search/SearchPage.tsx'), 'SearchPage'),
})
const youRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/you',
  component: lazyRouteComponent(() => import('../features/you/YouPage.tsx'), 'YouPage'),
})

/** The sheet beside (or, on a phone, over) the list it was opened from. */
const Sheet = (props: {
  readonly text: string
  readonly listId?: string
  readonly close: () => void
  readonly go: (key: string) => void
}): JSX.Element => {
  const order = useReadingOrder()
  const key = () => parsePaperKey(props.text)
  return (
    <Show when={key()} fallback={<NotFound />}>
      {(paperKey) => (
        <Suspense fallback={<article class="sheet" aria-busy="true" />}>
          <PaperSheet
            paperKey={paperKey()}
            {...(props.listId === undefined ? {} : { listId: props.listId })}
            onClose={() => props.close()}
            onStep={(direction) => {
              const next = order.step(paperKey(), direction)
              if (next) props.go(next)
            }}
            discussion={
              <Suspense>
                <Discussion
                  paperKey={paperKey()}
                  {...(props.listId === undefined ? {} : { listId: props.listId })}
                />
              </Suspense>
            }
          />
        </Suspense>
      )}
    </Show>
  )
}

const feedPaperRoute = createRoute({
  getParentRoute: () => feedRoute,
  path: 'paper/$key',
  component: () => {
    const params = feedPaperRoute.useParams()
    const search = feedRoute.useSearch()
    const navigate = useNavigate()
    return (
      <Sheet
        text={params().key}
        close={() => void navigate({ to: '/feed/$day', params: { day: params().day }, search: search() })}
        go={(key) =>
          void navigate({
            to: '/feed/$day/paper/$key',
            params: { day: params().day, key },
            search: search(),
            replace: true,
          })
        }
      />
    )
  },
})
const savedPaperRoute = createRoute({
  getParentRoute: () => savedRoute,
  path: 'paper/$key',
  component: () => {
    const params = savedPaperRoute.useParams()
    const navigate = useNavigate()
    return (
      <Sheet
        text={params().key}
        close={() => void navigate({ to: '/saved' })}
        go={(key) => void navigate({ to: '/saved/paper/$key', params: { key }, replace: true })}
      />
    )
  },
})
const tagPaperRoute = createRoute({
  getParentRoute: () => tagRoute,
  path: 'paper/$key',
  component: () => {
    const params = tagPaperRoute.useParams()
    const navigate = useNavigate()
    return (
      <Sheet
        text={params().key}
        close={() => void navigate({ to: '/tag/$tag', params: { tag: params().tag } })}
        go={(key) =>
          void navigate({ to: '/tag/$tag/paper/$key', params: { tag: params().tag, key }, replace: true })
        }
      />
    )
  },
})
const listPaperRoute = createRoute({
  getParentRoute: () => listRoute,
  path: 'paper/$key',
  component: () => {
    const params = listPaperRoute.useParams()
    const search = listRoute.useSearch()
    const navigate = useNavigate()
    return (
      <Sheet
        text={params().key}
        listId={params().list}
        close={() => void navigate({ to: '/list/$list', params: { list: params().list }, search: search() })}
        go={(key) =>
          void navigate({
            to: '/list/$list/paper/$key',
            params: { list: params().list, key },
            search: search(),
            replace: true,
          })
        }
      />
    )
  },
})
const searchPaperRoute = createRoute({
  getParentRoute: () => searchRoute,
  path: 'paper/$key',
  component: () => {
    const params = searchPaperRoute.useParams()
    const search = searchRoute.useSearch()
    const navigate = useNavigate()
    return (
      <Sheet
        text={params().key}
        close={() => void navigate({ to: '/search', search: search() })}
        go={(key) =>
          void navigate({ to: '/search/paper/$key', params: { key }, search: search(), replace: true })
        }
      />
    )
  },
})

const routeTree = rootRoute.addChildren([
  homeRoute,
  feedRoute.addChildren([feedPaperRoute]),
  savedRoute.addChildren([savedPaperRoute]),
  tagRoute.addChildren([tagPaperRoute]),
  listRoute.addChildren([listPaperRoute]),
  listsRoute,
  joinRoute,
  addRoute,
  searchRoute.addChildren([searchPaperRoute]),
  youRoute,
])

export const createAppRouter = () =>
  createRouter({
    routeTree,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    defaultPreload: false,
  })

declare module '@tanstack/solid-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
