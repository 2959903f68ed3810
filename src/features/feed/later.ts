import { latePart } from '../../ui/latePart.ts'

const load = () => import('./laterParts.ts')

export const AwayCard = latePart(load, (code) => code.laterParts.AwayCard)
export const DayEnd = latePart(load, (code) => code.laterParts.DayEnd)
export const DayJump = latePart(load, (code) => code.laterParts.DayJump)
export const ForYou = latePart(load, (code) => code.laterParts.ForYou)
export const FeedMore = latePart(load, (code) => code.laterParts.FeedMore)
/** Without the rest, as it is what a first visit sees before there are papers. */
export const FeedEmpty = latePart(
  () => import('./FeedEmpty.tsx'),
  (code) => code.FeedEmpty,
)
