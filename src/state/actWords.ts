import type { ActFact, ToldAct } from '../doc/activity.ts'
import { parseFields } from '../doc/entry.ts'
import { MAX_LIST_TITLE_LENGTH } from '../doc/limits.ts'
import { parseDay } from '../lib/day.ts'
import { clip } from '../lib/text.ts'
import { printDay } from '../ui/dates.ts'

/** A comment or a description is quoted up to here; the whole of it stands where it was said. */
const MAX_QUOTE_LENGTH = 280

/** An act in words, around the title of the paper it was done to. */
export interface ActWords {
  readonly did: string
  readonly tail: string
  readonly quote: string
  /** What undoing it does. */
  readonly undo: string
}

/** What the words of a document are taken from. */
export interface WordSource {
  nameOf(by: string): string
  isMe(by: string): boolean
  /** What a comment says; `null` where it was taken back. */
  commentText(id: string): string | null
}

/** A text in what an entry says after the act. */
export const fieldOf = (fact: ActFact | undefined, field: string): string => {
  const value = fact ? parseFields(fact.after)?.[field] : null
  return typeof value === 'string' ? value : ''
}

export const dayOf = (text: string): string => {
  const day = parseDay(text)
  return day ? printDay(day, 'short') : ''
}

const STAGE_NAMES: Readonly<Record<string, string>> = {
  'to-read': 'To read',
  reading: 'Reading',
  discussed: 'Discussed',
}

const scheduled = (act: ToldAct, source: WordSource): Pick<ActWords, 'did' | 'tail'> => {
  const date = act.facts.find((fact) => fact.subject === 'date')
  const presenter = act.facts.find((fact) => fact.subject === 'presenter')
  const day = dayOf(fieldOf(date, 'date'))
  const id = fieldOf(presenter, 'presenter')
  const name = id === '' ? '' : source.isMe(id) ? 'you' : source.nameOf(id)
  if (day) return { did: 'scheduled', tail: name ? `for ${day}, presented by ${name}` : `for ${day}` }
  if (name) return { did: `made ${name} the presenter of`, tail: '' }
  return date ? { did: 'took the date off', tail: '' } : { did: 'took the presenter off', tail: '' }
}

/** What an act of a shared list did. `act.verb` is that of the undone act where it is an undoing. */
export const listWords = (act: ToldAct, source: WordSource): ActWords => {
  const me = source.isMe(act.by)
  const [first] = act.facts
  const one = act.papers.size <= 1
  const it = one ? 'it' : 'them'
  const say = (did: string, undo: string, more: Partial<ActWords> = {}): ActWords => ({
    did,
    undo,
    tail: '',
    quote: '',
    ...more,
  })
  switch (act.verb) {
    case 'add':
      return say('added', `Takes ${it} off the list again`)
    case 'remove':
      return say('removed', `Puts ${it} back on the list`)
    case 'vote':
      return say('voted for', one ? 'Takes the vote back' : 'Takes the votes back')
    case 'unvote':
      return say('took back a vote for', one ? 'Gives the vote again' : 'Gives the votes again')
    case 'move':
      return say('moved', `Puts ${it} back where ${one ? 'it was' : 'they were'}`, { tail: 'in the order' })
    case 'why': {
      const quote = clip(fieldOf(first, 'text'), MAX_QUOTE_LENGTH)
      return quote
        ? say('gave a reason for', 'Brings back the reason from before', { quote })
        : say('took away the reason for', 'Brings the reason back')
    }
    case 'reading': {
      const undo = `Shows again how far ${me ? 'you were' : 'they were'} before`
      const state = fieldOf(first, 'state')
      if (state === 'to-read') return say(me ? 'want to read' : 'wants to read', undo)
      if (state === 'reading') return say(me ? 'are reading' : 'is reading', undo)
      if (state === 'read') return say(me ? 'have read' : 'has read', undo)
      return say(me ? 'no longer show how far you are with' : 'no longer shows how far they are with', undo)
    }
    case 'stage': {
      const stage = STAGE_NAMES[fieldOf(first, 'stage')] ?? 'To read'
      return say('moved', `Moves ${it} back`, { tail: `to ${stage}` })
    }
    case 'hold':
      return say('marked as discussed', `Moves ${it} back to where ${one ? 'it was' : 'they were'}`, {
        tail: 'at a meeting',
      })
    case 'schedule':
      return { ...say('', 'Brings back the date and presenter from before'), ...scheduled(act, source) }
    case 'meeting':
      if (act.papers.size > 0)
        return say(
          'moved the regular meeting, and with it',
          `Brings back the meeting from before, and ${one ? 'the paper’s date' : 'the papers’ dates'}`,
        )
      return first?.after === null
        ? say('took away the regular meeting', 'Brings the regular meeting back')
        : say('set the regular meeting', 'Brings back the meeting from before')
    case 'comment': {
      const id = act.facts.find(({ root }) => root === 'removed')?.subject.slice('comment '.length) ?? ''
      const text = source.commentText(id)
      const more = text === null ? { tail: '(taken back since)' } : { quote: clip(text, MAX_QUOTE_LENGTH) }
      return say('wrote about', 'Takes what was written back', more)
    }
    case 'publish':
      return say('published a feed of the list', 'Stops the feed')
    case 'unpublish':
      return say('ended a feed of the list', 'Lets it be published again')
    case 'uncomment':
      return say('took back a comment on', 'Brings the comment back')
    case 'resolve':
      return say('resolved a thread on', 'Opens the thread again')
    case 'reopen':
      return say('opened a thread again on', 'Resolves the thread again')
    case 'title': {
      const [before, after] = [first?.before, first?.after].map((name) =>
        clip(String(name ?? ''), MAX_LIST_TITLE_LENGTH),
      )
      return say(`named the list “${after}”`, `Names the list “${before}” again`)
    }
    case 'description':
      return say('changed what the list is for', 'Brings back the text from before', {
        quote: clip(String(first?.after ?? ''), MAX_QUOTE_LENGTH),
      })
    case 'bring-back':
      return say('brought back from an earlier version', 'Takes back what was brought back')
    default:
      return say(act.papers.size > 0 ? 'changed' : 'changed something', 'Puts back what was there before')
  }
}

/** An act in words, also one that took another back or did it again: then of both. */
export const wordsOf = (
  act: ToldAct,
  source: WordSource,
  words: (act: ToldAct, source: WordSource) => ActWords,
): ActWords => {
  if ((act.verb !== 'undo' && act.verb !== 'redo') || !act.of) return words(act, source)
  const undone = words({ ...act, ...act.of }, source)
  const who = source.isMe(act.of.by) ? 'you' : source.nameOf(act.of.by)
  return act.verb === 'undo'
    ? { ...undone, did: `undid: ${who} ${undone.did}`, undo: 'Does it again' }
    : { ...undone, did: `did again: ${who} ${undone.did}` }
}
