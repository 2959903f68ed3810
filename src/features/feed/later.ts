import { latePart } from '../../ui/latePart.ts'

export const AwayCard = latePart(
  () => import('./laterParts.ts'),
  (code) => code.laterParts.AwayCard,
)
export const DayEnd = latePart(
  () => import('./laterParts.ts'),
  (code) => code.laterParts.DayEnd,
)
export const DayJump = latePart(
  () => import('./laterParts.ts'),
  (code) => code.laterParts.DayJump,
)
export const ForYou = latePart(
  () => import('./laterParts.ts'),
  (code) => code.laterParts.ForYou,
)
export const FeedMore = latePart(
  () => import('./laterParts.ts'),
  (code) => code.laterParts.FeedMore,
)
/** Without the rest, as it is what a first visit sees before there are papers. */
export const FeedEmpty = latePart(
  () => import('./FeedEmpty.tsx'),
  (code) => code.FeedEmpty,
)
