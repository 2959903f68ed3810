import { latePart } from '../../ui/latePart.ts'

const load = async () => (await import('./laterParts.ts')).laterParts

export const AwayCard = latePart(async () => (await load()).AwayCard)
export const DayEnd = latePart(async () => (await load()).DayEnd)
export const DayJump = latePart(async () => (await load()).DayJump)
export const ForYou = latePart(async () => (await load()).ForYou)
export const FeedMore = latePart(async () => (await load()).FeedMore)
