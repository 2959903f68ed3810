import { getRouteApi, useNavigate } from '@tanstack/solid-router'
import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import { ListPage } from '../features/lists/ListPage.tsx'
import { ListsPage } from '../features/lists/ListsPage.tsx'
import { useCarrel } from '../state/context.ts'
import { ViewPlaces } from './ViewPlaces.tsx'
import { latePart } from '../ui/latePart.ts'

const ShareDialog = latePart(async () => (await import('../features/share/ShareDialog.tsx')).ShareDialog)

const EarlierDialog = latePart(
  async () => (await import('../features/earlier/EarlierDialog.tsx')).EarlierDialog,
)

const route = getRouteApi('/list/$list')

/** A list with its share dialog and its earlier versions: features that only the app may bring together. */
export const ListRoute = (): JSX.Element => {
  const params = route.useParams()
  const carrel = useCarrel()
  const [sharing, setSharing] = createSignal(false)
  const [looking, setLooking] = createSignal(false)
  return (
    <>
      <ListPage share={() => setSharing(true)} earlier={() => setLooking(true)} />
      <Show when={sharing()}>
        <Suspense>
          <ShareDialog listId={params().list} onClose={() => setSharing(false)} />
        </Suspense>
      </Show>
      <Show when={looking()}>
        <Suspense>
          <EarlierDialog
            of={`“${carrel.lists.open(params().list).title()}”`}
            kind="list"
            load={() => carrel.lists.open(params().list).earlier()}
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
