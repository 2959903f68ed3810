import { Show, Suspense, type JSX } from 'solid-js'
import { useCarrel } from '../state/context.ts'
import { latePart } from '../ui/latePart.ts'

const OfferCards = latePart(async () => (await import('./OfferCards.tsx')).OfferCards)

/** Place of what may be offered once the app has been here for a moment. */
export const Offers = (): JSX.Element => {
  const carrel = useCarrel()
  return (
    <Show when={carrel.device.updateWaiting() || carrel.device.canInstall()}>
      <Suspense>
        <OfferCards />
      </Suspense>
    </Show>
  )
}
