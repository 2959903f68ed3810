import { createSignal, untrack, type Accessor } from 'solid-js'
import { parseLink } from '../crypto/link.ts'
import { archiveList, unarchiveList } from '../doc/archive.ts'
import type { ActId, Desk } from '../doc/desk.ts'
import { noteInCalendar, onInCalendar, readInCalendar } from '../doc/inCalendar.ts'
import { undoAct } from '../doc/undoing.ts'
import { removeListEntry } from '../doc/libraryLists.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { MAX_PAPERS_AT_ONCE } from '../doc/limits.ts'
import { markGone } from '../doc/listDoc.ts'
import { takeInPapers } from '../doc/takeInPapers.ts'
import type { PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { Fields } from './fromReader.ts'
import { canCopy, keepFrozenCopy } from './frozenCopies.ts'
import { mergeLists, papersFrom, planMerge } from './listMerging.ts'
import type { ListLife, Lists } from './lists.ts'
import type { HoldList } from './listsState.ts'
import type { OpenDocument } from './openDocument.ts'
import type { HeldList } from './openListState.ts'
import type { ActHistory } from './undoHistory.ts'

/** So long the others may take to hear that somebody leaves; without a network they do not. */
const TELL_MS = 2_000

const BEGUN_ANEW = { stage: 'to-read', date: null, present: false, vote: false, reading: null } as const

/** Resolves when the relay holds all of it, or the time is over. */
const told = (document: OpenDocument): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(clock)
      off()
      resolve()
    }
    const look = (): void => {
      if (document.carried.state().saved) done()
    }
    const clock = setTimeout(done, TELL_MS)
    const off = document.carried.onChange(look)
    look()
  })

/** What one seldom does with a whole list: leaves, copies, archives or merges it. */
export const createListLife = (options: {
  readonly desk: Desk
  readonly library: Fields<LibraryView>
  readonly libraryKept: () => Promise<Result<null, unknown>>
  readonly history: ActHistory
  readonly held: Accessor<ReadonlyMap<string, HeldList>>
  readonly hold: HoldList
  readonly letGo: (id: string) => void
  /** Open, and about to be written into the library. */
  readonly arriving: Set<string>
  readonly create: Lists['create']
  readonly snapshotsOf: (key: PaperKey) => readonly PaperSnapshot[]
}): ListLife => {
  const { desk, library, history, held } = options
  const titleOf = (id: string): string =>
    untrack(() => held().get(id)?.view.meta().title || library.lists().get(id)?.title) || 'the list'
  const did = (sentence: string, act: ActId | null): void => {
    if (act !== null) history.did(sentence, () => undoAct(desk, act))
  }

  const [calendarRound, setCalendarRound] = createSignal(0)
  // As long as the app runs.
  onInCalendar(desk.doc, () => setCalendarRound((number) => number + 1))

  /** Is a member again of a list that was left and came back. */
  const comeBack = async (
    id: string,
    me: { readonly name: string; readonly colour: number },
  ): Promise<void> => {
    const entry = untrack(library.lists).get(id)
    const parsed = entry && (await parseLink(entry.link))
    if (!parsed?.ok) return
    const list = await options.hold(id, parsed.value.capability)
    await list.document.whenLoaded
    list.enter(me)
  }

  return {
    canCopy(id) {
      const list = held().get(id)
      return list !== undefined && canCopy(list)
    },

    async leave(id, copying, onSure) {
      const list = untrack(held).get(id)
      if (!untrack(library.lists).has(id)) return ok(null)
      const title = titleOf(id)
      const me = list && untrack(list.view.members).get(list.desk.by)
      // What is on the disk stays there, so that who comes back, by undoing or by the link, finds it. What neither the
      // disk nor the relay has is in this page alone, and would go with the list.
      const kept = await list?.document.store.flushed()
      if (list && kept && !kept.ok && !list.document.carried.state().saved)
        return err(
          `${title} stays: this device’s disk refuses what is in it. Free some space, and leave then.`,
        )
      if (copying && !list) return err('This list is still being opened. Try again in a moment.')
      const copied = copying && list ? await keepFrozenCopy(list, options) : null
      if (copied && !copied.ok) return copied
      await onSure?.()
      // Gone at once for this person, and open until the others have been told.
      options.arriving.add(id)
      const telling = list && me && list.capability.role !== 'reader'
      if (telling) markGone(list.desk, [list.desk.by])
      const act = removeListEntry(desk, id)
      if (act !== null)
        history.did(
          copied ? `Left ${title}, and kept a copy` : `Left ${title}`,
          () => {
            const undone = undoAct(desk, act)
            if (undone && copied) undoAct(desk, copied.value.act)
            if (undone && me) void comeBack(id, me)
            return undone
          },
          `Back in ${title}`,
        )
      if (telling) await told(list.document)
      options.arriving.delete(id)
      if (!untrack(library.lists).has(id)) options.letGo(id)
      return ok(null)
    },

    async duplicate(id): Promise<Result<string, string>> {
      const from = untrack(held).get(id)
      if (!from) return err('This list is still being opened. Try again in a moment.')
      await from.document.whenLoaded
      const { title, description } = untrack(from.view.meta)
      const made = await options.create({ title: `${title} (copy)`, description })
      const to = made.ok ? untrack(held).get(made.value) : undefined
      if (!made.ok || !to) return made
      // What the group has read and planned is no part of a list that begins anew.
      const papers = papersFrom(from, options.snapshotsOf).map((one) => ({ ...one, ...BEGUN_ANEW }))
      for (let at = 0; at < papers.length; at += MAX_PAPERS_AT_ONCE)
        takeInPapers(to.desk, papers.slice(at, at + MAX_PAPERS_AT_ONCE))
      return ok(made.value)
    },

    archive: (id) => did(`${titleOf(id)} archived`, archiveList(desk, id)),
    unarchive: (id) => did(`${titleOf(id)} is back among your lists`, unarchiveList(desk, id)),
    deleteCopy(id) {
      if (!untrack(library.lists).get(id)?.frozen) return
      did(`The copy of ${titleOf(id)} deleted`, removeListEntry(desk, id))
    },
    inCalendar(id) {
      calendarRound()
      return readInCalendar(desk.doc, id)
    },
    noteInCalendar: (id, said) => noteInCalendar(desk, id, said),
    planMerge(from, into) {
      const [one, other] = [held().get(from), held().get(into)]
      return one && other && one !== other ? planMerge(one, other) : null
    },
    async merge(from, into, archive) {
      const [one, other] = [untrack(held).get(from), untrack(held).get(into)]
      if (!one || !other) return err('These lists are still being opened. Try again in a moment.')
      return mergeLists(one, other, { ...options, archive })
    },
  }
}
