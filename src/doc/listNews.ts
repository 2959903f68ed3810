import type * as Y from 'yjs'
import { parsePaperKey } from '../domain/paperKey.ts'
import { timeOfAct } from './acts.ts'
import { parseAct, parseChanges } from './undoing.ts'
import type { ActId, Desk } from './desk.ts'
import { MAX_NEWS_AHEAD_MS, MAX_SEEN_MEMBERS } from './limits.ts'
import type { ListSeen } from './listSeen.ts'
import { createNewActs, type NewAct, type NewActs } from './newActs.ts'

export interface ListNews {
  /** What others did since this person last looked; changed in place, so ask again after each call of the listener. */
  readonly unseen: Pick<NewActs, 'all' | 'said'>
  /** Of each other member the time of their last act: what will have been seen once the list is looked at. */
  readonly latest: ReadonlyMap<string, number>
  /** Up to where the person has seen the list, and when it came into their library: what was before then is not new. */
  setSeen(seen: ListSeen, since: number): void
  destroy(): void
}

/** How an act of this version begins: who did it is known without reading all of what it changed. */
const BEGINNING = /^\{"by":"([\w.-]{1,64})","verb":"([\w.-]{1,64})"/
const COMMENT = 'comment '

const whoDid = (id: string, value: unknown): { readonly by: string; readonly verb: string } | null => {
  const [, by, verb] = (typeof value === 'string' ? BEGINNING.exec(value) : null) ?? []
  return by !== undefined && verb !== undefined ? { by, verb } : parseAct(id, value)
}

/** What was said by an act: undoing it would bring back the tombstone of the comment. */
const saidBy = (id: string, value: unknown): NewAct['said'] => {
  const paper = parsePaperKey(parseAct(id, value)?.key ?? '')
  const keys = parseChanges(value).flatMap((change) => (change.root === 'removed' ? change.keys : []))
  const comment = keys.find((key) => key.startsWith(COMMENT))?.slice(COMMENT.length)
  return paper && comment !== undefined ? { paper, comment } : null
}

/**
 * Follows what others do in a list. Each act is looked at once when it comes and once when it goes, never all of them
 * for one: a list of a year has 20,000. `changed` is told which came, and
 * which have gone.
 */
export const readNews = (
  desk: Pick<Desk, 'doc' | 'by' | 'now'>,
  changed: (arrived: readonly NewAct[], gone: readonly ActId[]) => void,
): ListNews => {
  const acts = desk.doc.getMap('acts')
  const unseen = createNewActs()
  const latest = new Map<string, number>()
  let seen: ListSeen | null = null
  let since = 0

  const isSeen = (by: string, at: number): boolean => {
    if (!seen || at <= since) return true
    // Where more members act than are remembered, the others are taken as seen with them.
    const full = seen.of.size >= MAX_SEEN_MEMBERS ? seen.at : 0
    return at <= (seen.of.get(by) ?? full)
  }
  const note = (id: ActId, value: unknown, latestCounted: number): NewAct | null => {
    const at = timeOfAct(id)
    const did = at === null ? null : whoDid(id, value)
    if (at === null || !did || did.by === desk.by || at > latestCounted) return null
    const { by, verb } = did
    latest.set(by, Math.max(at, latest.get(by) ?? 0))
    if (isSeen(by, at) || unseen.all.has(id)) return null
    const act = { id, at, by, said: verb === 'comment' ? saidBy(id, value) : null }
    unseen.add([act])
    return act
  }
  const noteAll = (): void => {
    const counted = desk.now() + MAX_NEWS_AHEAD_MS
    unseen.clear()
    acts.forEach((value, id) => note(id, value, counted))
  }
  const onActs = (event: Y.YMapEvent<unknown>): void => {
    const counted = desk.now() + MAX_NEWS_AHEAD_MS
    const arrived: NewAct[] = []
    const gone: ActId[] = []
    for (const id of event.keysChanged) {
      const act = acts.has(id) ? note(id, acts.get(id), counted) : null
      if (act) arrived.push(act)
      else if (!acts.has(id)) gone.push(id)
    }
    unseen.drop(gone)
    if (arrived.length + gone.length > 0) changed(arrived, gone)
  }
  acts.observe(onActs)
  noteAll()

  return {
    unseen,
    latest,
    setSeen(next, joined) {
      // What has been seen stays so: only what was not is looked at again.
      const again = !seen || joined < since
      seen = next
      since = joined
      const before = unseen.all.size
      if (again) noteAll()
      else unseen.drop([...unseen.all.values()].filter(({ by, at }) => isSeen(by, at)).map(({ id }) => id))
      if (unseen.all.size !== before) changed([], [])
    },
    destroy: () => acts.unobserve(onActs),
  }
}
