import './turn.css'
import type { JSX } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import { printDay } from '../../ui/dates.ts'

/** Beside a list in which this person presents soon: when. */
export const TurnMark = (props: { readonly day: Day }): JSX.Element => (
  <span class="turn" title={`You present on ${printDay(props.day, 'long')}`}>
    <span class="sr-only">, you present on </span>
    {printDay(props.day, 'compact')}
  </span>
)
