import type { Day } from '../lib/day.ts'
import { runAct } from './acts.ts'
import type { ActId, Desk } from './desk.ts'

/** Marks days as gone through as one act, or takes that back; those that are so already are no part of it. */
export const setDaysDone = (desk: Desk, days: readonly Day[], done: boolean): ActId | null =>
  runAct(desk, 'day', days[0] ?? '', (writer) => {
    for (const day of days)
      if (done !== (writer.get('days', day) !== null)) writer.set('days', day, done ? writer.at : null)
  })
