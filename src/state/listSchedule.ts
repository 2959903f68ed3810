import { createMemo, createSignal, onCleanup } from 'solid-js'
import type { Desk } from '../doc/desk.ts'
import * as verbs from '../doc/listSchedule.ts'
import type { ListView } from '../doc/listView.ts'
import { localDay } from '../domain/meeting.ts'
import type { Stage } from '../domain/stage.ts'
import { addDays, type Day } from '../lib/day.ts'
import { count } from '../lib/text.ts'
import type { Fields } from './fromReader.ts'
import type { OpenList } from './lists.ts'

const STAGE_SENTENCES: Record<Stage, string> = {
  'to-read': 'Moved to To read',
  reading: 'Moved to Reading',
  discussed: 'Moved to Discussed',
}
/** A turn further away than this is nothing to get ready for yet. */
const TURN_DAYS = 14
/** A page that stays open must notice that a day has passed. */
const CLOCK_MS = 60_000

/** The day on which `member` presents next: today or within two weeks, of what has not been discussed. */
export const nextTurn = (entries: ListView['entries'], member: string, today: Day): Day | null => {
  let next: Day | null = null
  for (const { date, presenter, stage } of entries.values())
    if (
      date !== null &&
      presenter === member &&
      stage !== 'discussed' &&
      date >= today &&
      date <= addDays(today, TURN_DAYS) &&
      (next === null || date < next)
    )
      next = date
  return next
}

type Schedule = Pick<OpenList, 'meeting' | 'turn' | 'setStage' | 'hold' | 'schedule' | 'setMeeting'>

/** Board and schedule of an open list. Needs a reactive owner. */
export const createListSchedule = (options: {
  readonly desk: Desk
  readonly view: Fields<ListView>
  readonly memberId: string
  /** Runs a verb where this person may write, and remembers its inverse. */
  readonly act: (sentence: string, verb: () => string | null) => void
}): Schedule => {
  const { desk, view, memberId, act } = options
  const [today, setToday] = createSignal(localDay(Date.now()))
  const clock = setInterval(() => setToday(localDay(Date.now())), CLOCK_MS)
  onCleanup(() => clearInterval(clock))
  const turn = createMemo(() => nextTurn(view.entries(), memberId, today()))
  return {
    meeting: () => view.meeting(),
    turn,
    setStage: (key, stage) => act(STAGE_SENTENCES[stage], () => verbs.setStage(desk, key, stage)),
    hold: (keys) => act('Marked as held', () => verbs.holdMeeting(desk, keys)),
    schedule: (key, values) => act('Date and presenter changed', () => verbs.setSchedule(desk, key, values)),
    setMeeting: (meeting, along = new Map()) => {
      const moved = along.size === 0 ? '' : `, ${count(along.size, 'paper', 'papers')} moved with it`
      const done = meeting === null ? 'removed' : view.meeting() === null ? 'set' : 'changed'
      act(`Regular meeting ${done}${moved}`, () => verbs.setMeeting(desk, meeting, along))
    },
  }
}
