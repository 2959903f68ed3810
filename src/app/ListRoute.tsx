import { getRouteApi, useNavigate, useParams, useRouter } from '@tanstack/solid-router'
import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import { ListPage } from '../features/lists/ListPage.tsx'
import { memberNames, nameMember } from '../features/lists/memberNames.ts'
import { ListsPage } from '../features/lists/ListsPage.tsx'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Activity } from '../state/activity.ts'
import { useCarrel } from '../state/context.ts'
import { ViewPlaces } from './ViewPlaces.tsx'
import { latePart } from '../ui/latePart.ts'

const ShareDialog = latePart(
  () => import('../features/share/ShareDialog.tsx'),
  (code) => code.ShareDialog,
)

const EarlierDialog = latePart(
  () => import('../features/earlier/EarlierDialog.tsx'),
  (code) => code.EarlierDialog,
)

const ActivityDialog = latePart(
  () => import('../features/activity/ActivityDialog.tsx'),
  (code) => code.ActivityDialog,
)

const route = getRouteApi('/list/$list')

/** A list with its share dialog, its activity and its earlier versions: features that only the app may bring together. */
export const ListRoute = (): JSX.Element => {
  const params = route.useParams()
  const search = route.useSearch()
  const all = useParams({ strict: false })
  const navigate = useNavigate()
  const router = useRouter()
  const carrel = useCarrel()
  const list = () => carrel.lists.open(params().list)
  const [sharing, setSharing] = createSignal(false)
  const [looking, setLooking] = createSignal(false)
  const [active, setActive] = createSignal(false)
  const nameOf = (member: string): string => nameMember(list(), memberNames(list().members()), member)
  const loadActivity = async (): Promise<Activity | null> => list().news()?.activity(nameOf) ?? null
  const [undone, setUndone] = createSignal(0)
  const addressOf = (key: PaperKey) =>
    ({
      to: '/list/$list/paper/$key',
      params: { list: params().list, key },
      search: search(),
    }) as const
  const openPaper = (key: PaperKey): void => {
    setActive(false)
    void navigate({ ...addressOf(key), replace: all().key !== undefined })
  }
  return (
    <>
      <ListPage
        share={() => setSharing(true)}
        activity={() => setActive(true)}
        earlier={() => setLooking(true)}
        undone={undone()}
      />
      <Show when={active()}>
        <Suspense>
          <ActivityDialog
            title={`Activity of “${list().title()}”`}
            description={
              list().role() === 'reader'
                ? 'What happened here in the last 30 days.'
                : 'What happened here in the last 30 days. Each change can be undone on its own.'
            }
            empty="Nothing has happened here in the last 30 days."
            load={loadActivity}
            links={{ hrefOf: (key) => router.buildLocation(addressOf(key)).href, open: openPaper }}
            onUndone={() => setUndone((number) => number + 1)}
            onClose={() => setActive(false)}
          />
        </Suspense>
      </Show>
      <Show when={sharing()}>
        <Suspense>
          <ShareDialog listId={params().list} onClose={() => setSharing(false)} />
        </Suspense>
      </Show>
      <Show when={looking()}>
        <Suspense>
          <EarlierDialog
            of={`“${list().title()}”`}
            kind="list"
            load={() => list().earlier()}
            onClose={() => setLooking(false)}
          />
        </Suspense>
      </Show>
    </>
  )
}

export const ListsRoute = (): JSX.Element => {
  const navigate = useNavigate()
  return (
    <ListsPage
      views={<ViewPlaces />}
      open={(list) => void navigate({ to: '/list/$list', params: { list }, search: { sort: 'votes' } })}
    />
  )
}
