import { parseDay } from '../../lib/day.ts'
import { count } from '../../lib/text.ts'
import type { VersionDifference } from '../../state/earlier.ts'
import { printDay } from '../../ui/dates.ts'
import { plainText } from '../../domain/latexText.ts'

const two = (number: number): string => String(number).padStart(2, '0')

/** A moment in words, by this device's clock: "Tuesday 17 November, 14:05". */
export const printMoment = (at: number): string => {
  const date = new Date(at)
  const day = parseDay(`${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`)
  const words = day ? printDay(day, 'long').replace(',', '') : 'An unknown day'
  return `${words}, ${two(date.getHours())}:${two(date.getMinutes())}`
}

const NOUNS: Readonly<Record<VersionDifference['type'], string>> = {
  title: 'Name',
  description: 'What it is for',
  paper: 'Paper',
  why: 'Reason',
  votes: 'Votes',
  stage: 'Column of the board',
  date: 'Date',
  presenter: 'Presenter',
  meeting: 'Regular meeting',
  reading: 'Reading state',
  tags: 'Tags',
  note: 'Note',
  comment: 'Comment',
  list: 'List',
  tag: 'Name of a tag',
  view: 'View',
  added: 'Paper',
}

/** What kind of thing a difference is about. */
export const nounOf = ({ type }: VersionDifference): string => NOUNS[type]

/** What the button that brings it back is called, for who hears it away from its row. */
export const restoreLabel = (one: VersionDifference): string => {
  const noun = NOUNS[one.type].toLowerCase()
  const subject = plainText(one.subject)
  if (one.type === 'paper') return `Bring back ${subject}`
  if (one.type === 'list') return `Bring back the list ${one.before}`
  if (one.type === 'tag') return `Bring back the tag’s name ${one.before}`
  if (one.type === 'view') return `Bring back the view ${one.before}`
  return subject === '' ? `Bring back: ${noun}` : `Bring back the ${noun} of ${subject}`
}

export interface Grouped {
  /** Was there then, and is not now. */
  readonly missing: readonly VersionDifference[]
  /** Reads otherwise now. */
  readonly changed: readonly VersionDifference[]
  /** Came since. */
  readonly added: readonly VersionDifference[]
}

export const groupDifferences = (all: readonly VersionDifference[]): Grouped => ({
  missing: all.filter(({ type, after }) => type !== 'added' && after === ''),
  changed: all.filter(({ type, after }) => type !== 'added' && after !== ''),
  added: all.filter(({ type }) => type === 'added'),
})

/** The whole difference in a sentence. */
export const summarise = ({ missing, changed, added }: Grouped): string => {
  const parts = [
    missing.length > 0 ? `${count(missing.length, 'thing is', 'things are')} missing now` : '',
    changed.length > 0 ? `${count(changed.length, 'thing reads', 'things read')} differently` : '',
    added.length > 0 ? `${count(added.length, 'paper has', 'papers have')} come since` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'Everything was as it is now.' : `${parts.join('; ')}.`
}
