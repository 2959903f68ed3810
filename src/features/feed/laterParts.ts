/** What the feed draws after its first paint, in one piece of code. */
export { AwayCard } from './AwayCard.tsx'
export { DayEnd } from './DayEnd.tsx'
export { DayJump } from './DayJump.tsx'
export { FeedMore } from './FeedMore.tsx'
