import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  useNavigate,
} from '@tanstack/solid-router'
import { createEffect, Suspense, type JSX } from 'solid-js'
import type { PrintedFilter } from '../domain/paperFilter.ts'
import { FeedPage } from '../features/feed/FeedPage.tsx'
import { parseFeedSearch, type FeedSearch } from '../features/feed/feedSearch.ts'
import { FeedEmpty } from '../features/feed/later.ts'
import { parseDay, timeToDay, type Day } from '../lib/day.ts'
import { fetchCode } from '../state/fetchCode.ts'
import { LIST_SORTS, LIST_VIEWS, type ListSort, type ListViewName } from '../state/lists.ts'
import { useCarrel } from '../state/context.ts'
import { PageFault } from './PageFault.tsx'
import { Root } from './Root.tsx'

const NotFound = lazyRouteComponent(() => fetchCode(() => import('./NotFound.tsx')), 'NotFound')
const rootRoute = createRootRoute({ component: Root, notFoundComponent: NotFound })

const FIRST_SEARCH: FeedSearch = { sort: 'top', unread: false }

/** The address of one day of the feed as it is first looked at. */
export const dayAddress = (day: Day): string =>
  `/feed/${day}?sort=${FIRST_SEARCH.sort}&unread=${FIRST_SEARCH.unread}`

/** Goes to the newest day as soon as a feed is there, and says meanwhile what it waits for. */
const Home = (): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  createEffect(() => {
    const day = carrel.feed.days()[0]
    if (day && !carrel.feed.gathering())
      void navigate({ to: '/feed/$day', params: { day }, search: FIRST_SEARCH, replace: true })
  })
  return (
    <section class="list" aria-label="Daily feed">
      <div class="scroll">
        <Suspense>
          <FeedEmpty
            day={timeToDay(Date.now())}
            search={FIRST_SEARCH}
            allRead={false}
            busy={carrel.feed.gathering()}
          />
        </Suspense>
      </div>
    </section>
  )
}
const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home })

const anyDayRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/feed',
  beforeLoad: () => {
    throw redirect({ to: '/', replace: true })
  },
})
const feedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/feed/$day',
  beforeLoad: ({ params }) => {
    if (!parseDay(params.day)) throw redirect({ to: '/', replace: true })
  },
  validateSearch: parseFeedSearch,
  component: FeedPage,
})
/** What else the address says is read, and doubted, by the page that needs it. */
const asItIs = <T extends object>(search: T): T => search
const savedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/saved',
  validateSearch: asItIs<PrintedFilter>,
  component: lazyRouteComponent(
    () => fetchCode(() => import('../features/library/SavedPage.tsx')),
    'SavedPage',
  ),
})
const tagsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tags',
  validateSearch: asItIs<{ readonly sort?: string }>,
  component: lazyRouteComponent(
    () => fetchCode(() => import('../features/library/TagsPage.tsx')),
    'TagsPage',
  ),
})
const tagRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tag/$tag',
  validateSearch: asItIs<PrintedFilter>,
  component: lazyRouteComponent(() => fetchCode(() => import('../features/library/TagPage.tsx')), 'TagPage'),
})
const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/list/$list',
  validateSearch: (
    search: Record<string, unknown>,
  ): { readonly sort: ListSort; readonly view?: ListViewName | undefined; readonly tags?: unknown } => ({
    tags: search['tags'],
    sort: LIST_SORTS.find((sort) => sort === search['sort']) ?? 'votes',
    view: LIST_VIEWS.find((view) => view === search['view']),
  }),
  component: lazyRouteComponent(() => fetchCode(() => import('./ListRoute.tsx')), 'ListRoute'),
})
const listsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/lists',
  component: lazyRouteComponent(() => fetchCode(() => import('./ListRoute.tsx')), 'ListsRoute'),
})
const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  component: lazyRouteComponent(() => fetchCode(() => import('../features/share/JoinPage.tsx')), 'JoinPage'),
})
const linkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/link',
  component: lazyRouteComponent(() => fetchCode(() => import('../features/you/LinkPages.tsx')), 'GivePage'),
})
const linkNewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/link/new',
  component: lazyRouteComponent(() => fetchCode(() => import('../features/you/LinkPages.tsx')), 'AskPage'),
})
const backupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/backup',
  component: lazyRouteComponent(
    () => fetchCode(() => import('../features/backup/BackupPage.tsx')),
    'BackupPage',
  ),
})
const addRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/add',
  // What another app shared; the page doubts it.
  validateSearch: (
    search: Record<string, unknown>,
  ): { readonly title?: unknown; readonly text?: unknown; readonly url?: unknown } => search,
  component: lazyRouteComponent(() => fetchCode(() => import('./AddRoute.tsx')), 'AddRoute'),
})
const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search',
  validateSearch: (search: Record<string, unknown>): { readonly q: string } => ({
    q: typeof search['q'] === 'string' || typeof search['q'] === 'number' ? String(search['q']) : '',
  }),
  component: lazyRouteComponent(
    () => fetchCode(() => import('../features/search/SearchPage.tsx')),
    'SearchPage',
  ),
})
const youRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/you',
  component: lazyRouteComponent(() => fetchCode(() => import('./YouRoute.tsx')), 'YouRoute'),
})

const securityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/security',
  component: lazyRouteComponent(
    () => fetchCode(() => import('../features/you/SecurityPage.tsx')),
    'SecurityPage',
  ),
})

/** Every paper's sheet is the same, wherever it is opened from; its code comes when the first one is. */
const loadSheets = () => fetchCode(() => import('./PaperSheets.tsx'))
const sheetOf = (name: keyof Awaited<ReturnType<typeof loadSheets>>) => lazyRouteComponent(loadSheets, name)
const feedPaperRoute = createRoute({
  getParentRoute: () => feedRoute,
  path: 'paper/$key',
  component: sheetOf('FeedPaper'),
})
const savedPaperRoute = createRoute({
  getParentRoute: () => savedRoute,
  path: 'paper/$key',
  component: sheetOf('SavedPaper'),
})
const tagPaperRoute = createRoute({
  getParentRoute: () => tagRoute,
  path: 'paper/$key',
  component: sheetOf('TagPaper'),
})
const listPaperRoute = createRoute({
  getParentRoute: () => listRoute,
  path: 'paper/$key',
  component: sheetOf('ListPaper'),
})
const searchPaperRoute = createRoute({
  getParentRoute: () => searchRoute,
  path: 'paper/$key',
  component: sheetOf('SearchPaper'),
})

const routeTree = rootRoute.addChildren([
  homeRoute,
  anyDayRoute,
  feedRoute.addChildren([feedPaperRoute]),
  savedRoute.addChildren([savedPaperRoute]),
  tagRoute.addChildren([tagPaperRoute]),
  tagsRoute,
  listRoute.addChildren([listPaperRoute]),
  listsRoute,
  joinRoute,
  linkRoute,
  linkNewRoute,
  backupRoute,
  addRoute,
  searchRoute.addChildren([searchPaperRoute]),
  youRoute,
  securityRoute,
])

export const createAppRouter = () =>
  createRouter({
    routeTree,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: PageFault,
    scrollRestoration: true,
    defaultPreload: false,
  })

declare module '@tanstack/solid-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
