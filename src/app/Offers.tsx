import { Show, Suspense, type JSX } from 'solid-js'
import { hasPainted } from '../ui/afterPaint.ts'
import { latePart } from '../ui/latePart.ts'

const OfferCards = latePart(
  () => import('./OfferCards.tsx'),
  (code) => code.OfferCards,
)

/** Place of what may be offered once the app has been here for a moment. */
export const Offers = (): JSX.Element => (
  <Show when={hasPainted()}>
    <Suspense>
      <OfferCards />
    </Suspense>
  </Show>
)
