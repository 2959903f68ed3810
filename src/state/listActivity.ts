import { createMemo, createRoot, type Accessor } from 'solid-js'
import { readAct } from '../doc/activity.ts'
import { resolveAlias } from '../doc/aliases.ts'
import type { ActId, Desk } from '../doc/desk.ts'
import type { ListView } from '../doc/listView.ts'
import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { count } from '../lib/text.ts'
import type { Activity } from './activity.ts'
import { listWords } from './actWords.ts'
import type { Fields } from './fromReader.ts'
import { createTelling, NO_UNDO, openActivity, sentenceOf, type Telling } from './openActivity.ts'
import type { ActHistory } from './undoHistory.ts'

/** What nobody else takes back (D43, D67). */
const THEIR_OWN: ReadonlySet<string> = new Set(['comment', 'uncomment', 'vote', 'unvote', 'reading'])

interface ListOptions {
  readonly memberId: string
  readonly desk: Desk
  readonly view: Fields<ListView>
  readonly paperOf: (key: PaperKey) => Paper | null
  readonly canonical: (key: PaperKey) => PaperKey
  readonly nameOf: (member: string) => string
}

const tellList = (options: ListOptions): Telling => {
  const { desk, view, memberId, nameOf } = options
  const comments = createMemo(
    () => new Map([...view.comments().values()].flatMap((said) => said.map((one) => [one.id, one] as const))),
  )
  const resolve = (key: PaperKey): PaperKey => resolveAlias(view.aliases(), key)
  return {
    desk,
    words: listWords,
    resolve,
    source: {
      nameOf,
      isMe: (by) => by === memberId,
      commentText: (id) => comments().get(id)?.text ?? null,
    },
    titleOf: (key) => (view.papers().get(key) ?? options.paperOf(key))?.title ?? 'A paper without a title',
    who: (by) => ({ name: nameOf(by), colour: view.members().get(by)?.colour ?? 7, me: by === memberId }),
    speaksToMe: (id) => id !== '' && comments().get(id)?.mentions.includes(memberId) === true,
  }
}

/** What labmates just did, in one sentence: of one kind of act what it was, of several how many and whose. */
export const sayWhatHappened = (options: ListOptions, ids: readonly ActId[]): string =>
  createRoot((dispose) => {
    const telling = tellList(options)
    const { lineOf, fold } = createTelling(telling)
    const told = ids.flatMap((id) => {
      const act = readAct(options.desk.doc, id)
      return act ? [{ act, fresh: true }] : []
    })
    const runs = fold([...told].reverse())
    const [run] = runs
    const names = [...new Set(told.map(({ act }) => options.nameOf(act.by)))]
    const others = names.length - 2
    const who = others > 0 ? `${names.slice(0, 2).join(', ')} and ${others} more` : names.join(' and ')
    const sentence =
      runs.length === 1 && run
        ? sentenceOf(lineOf(run[0], run[1], () => NO_UNDO))
        : runs.length > 1
          ? `${count(told.length, 'change', 'changes')} by ${who}`
          : ''
    dispose()
    return sentence
  })

/** What happened in a list. */
export const openListActivity = (
  options: ListOptions & {
    readonly history: ActHistory
    readonly writable: Accessor<boolean>
    readonly fresh: ReadonlySet<ActId>
  },
): Activity =>
  openActivity({
    ...options,
    telling: () => tellList(options),
    hides: () => false,
    // A comment, a vote and a reading state are whoever's they are, and nobody else is told so at each of them.
    fixed: (act) => (act.by !== options.memberId && THEIR_OWN.has(act.verb) ? '' : null),
  })
