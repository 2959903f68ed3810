import type { ActFact, ToldAct } from '../doc/activity.ts'
import { parseFields } from '../doc/entry.ts'
import { MAX_LIST_TITLE_LENGTH } from '../doc/limits.ts'
import { clip } from '../lib/text.ts'
import { fieldOf, dayOf, type ActWords } from './actWords.ts'

const READING_WORDS: Readonly<Record<string, string>> = {
  'to-read': '“to read”',
  reading: '“reading”',
  read: '“read”',
}

/** The name that an entry said before or after the act, whichever there is. */
const nameIn = (fact: ActFact | undefined, field: string): string => {
  const [before, after] = [fact?.before, fact?.after].map((value) => parseFields(value)?.[field])
  const name = typeof after === 'string' ? after : typeof before === 'string' ? before : ''
  return clip(name, MAX_LIST_TITLE_LENGTH)
}

/**
 * What an act of the personal library did. `tagName` is what a tag is shown as now, `ownName` how it was called
 * before it was merged.
 */
export const libraryWords = (
  act: ToldAct,
  tagName: (id: string) => string,
  ownName: (id: string) => string,
): ActWords => {
  const [first] = act.facts
  const one = act.papers.size <= 1
  const it = one ? 'it' : 'them'
  const say = (did: string, undo: string, tail = ''): ActWords => ({ did, undo, tail, quote: '' })
  const renamed = act.facts.find(({ root }) => root === 'tagNames')
  const merged = act.facts.find(({ root, after }) => root === 'tagMerges' && typeof after === 'string')
  switch (act.verb) {
    case 'save':
      return say('saved', `Takes ${it} out of your saved papers again`)
    case 'import':
      return say('imported', `Takes back what the import did to ${it}`, 'from a file')
    case 'unsave':
      return say('removed', `Saves ${it} again`, 'from your saved papers')
    case 'unskip':
      return say('put', `Skips ${it} again`, 'back among the unread')
    case 'reading': {
      const state = READING_WORDS[fieldOf(first, 'state')]
      const undo = 'Brings back the reading state from before'
      return state ? say('marked', undo, `as ${state}`) : say('cleared the reading state of', undo)
    }
    case 'tag':
      return say('tagged', `Takes the tag off ${it} again`, `with “${tagName(first?.subject ?? '')}”`)
    case 'untag':
      return say(`took the tag “${tagName(first?.subject ?? '')}” off`, `Puts the tag on ${it} again`)
    case 'remove-tag':
      return say(`removed the tag “${tagName(act.key)}” from`, `Puts the tag on ${it} again`)
    case 'rename-tag':
      if (renamed)
        return say(
          `renamed a tag to “${nameIn(renamed, 'name')}”`,
          `Calls it “${String(parseFields(renamed.before)?.['name'] ?? act.key)}” again`,
        )
      return say(
        `merged a tag into “${tagName(String(merged?.after ?? ''))}”`,
        'Makes it a tag of its own again',
      )
    case 'merge-tags':
      return say(
        `merged the tag “${ownName(act.key)}” into “${tagName(String(merged?.after ?? ''))}”`,
        'Makes it a tag of its own again',
      )
    case 'colour-tag':
      return say(`gave the tag “${tagName(act.key)}” another colour`, 'Gives it its colour back')
    case 'keep-view':
      return say(`kept the view “${nameIn(first, 'name')}”`, 'Removes the view again')
    case 'rename-view':
      return say(`renamed a view to “${nameIn(first, 'name')}”`, 'Gives it its name back')
    case 'remove-view':
      return say(`removed the view “${nameIn(first, 'name')}”`, 'Brings the view back')
    case 'move-view':
      return say('moved a view', 'Puts it back where it was')
    case 'day': {
      const days = act.facts.map(({ subject }) => dayOf(subject)).filter(Boolean)
      const what = days.length === 1 ? days.join('') : `${days.length} days`
      return first?.after === null
        ? say(`marked ${what} as not done`, 'Marks it as done again')
        : say(`marked ${what} as done`, 'Takes that back')
    }
    case 'profile':
      return say('changed your name or colour', '')
    case 'add-list':
      return say(`added the list “${nameIn(first, 'title')}”`, '')
    case 'remove-list':
      return say(`left the list “${nameIn(first, 'title')}”`, '')
    case 'move-list':
      return say('moved a list', 'Puts it back where it was')
    case 'bring-back':
      return say('brought back from an earlier version', 'Takes back what was brought back, but for notes')
    default:
      return say(act.papers.size > 0 ? 'changed' : 'changed something', 'Puts back what was there before')
  }
}
