import { getRouteApi, useNavigate } from '@tanstack/solid-router'
import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import { ListPage } from '../features/lists/ListPage.tsx'
import { ListsPage } from '../features/lists/ListsPage.tsx'
import { latePart } from '../ui/latePart.ts'

const ShareDialog = latePart(async () => (await import('../features/share/ShareDialog.tsx')).ShareDialog)

const route = getRouteApi('/list/$list')

/** A list with its share dialog: two features that only the app may bring together. */
export const ListRoute = (): JSX.Element => {
  const params = route.useParams()
  const [sharing, setSharing] = createSignal(false)
  return (
    <>
      <ListPage share={() => setSharing(true)} />
      <Show when={sharing()}>
        <Suspense>
          <ShareDialog listId={params().list} onClose={() => setSharing(false)} />
        </Suspense>
      </Show>
    </>
  )
}

export const ListsRoute = (): JSX.Element => {
  const navigate = useNavigate()
  return (
    <ListsPage
      open={(list) => void navigate({ to: '/list/$list', params: { list }, search: { sort: 'votes' } })}
    />
  )
}
