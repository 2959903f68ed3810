import { AwayCard } from './AwayCard.tsx'
import { DayEnd } from './DayEnd.tsx'
import { DayJump } from './DayJump.tsx'
import { FeedMore } from './FeedMore.tsx'
import { ForYou } from './ForYou.tsx'

/** What the feed draws after its first paint, in one piece of code. */
export const laterParts = { AwayCard, DayEnd, DayJump, FeedMore, ForYou }
