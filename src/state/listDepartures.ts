import { untrack, type Accessor } from 'solid-js'
import type { Capability } from '../crypto/capability.ts'
import { parseLink } from '../crypto/link.ts'
import { undoAct } from '../doc/undoing.ts'
import type { Desk } from '../doc/desk.ts'
import { removeListEntry } from '../doc/libraryLists.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { MAX_PAPERS_AT_ONCE } from '../doc/limits.ts'
import { addPapers, markGone, setWhy } from '../doc/listDoc.ts'
import type { PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { Fields } from './fromReader.ts'
import type { Lists } from './lists.ts'
import type { OpenDocument } from './openDocument.ts'
import type { HeldList } from './openListState.ts'
import type { ActHistory } from './undoHistory.ts'

/** So long the others may take to hear that somebody leaves; without a network they do not. */
const TELL_MS = 2_000

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

/** How lists go from this person's devices, and how one is made out of another. */
export const createListDepartures = (options: {
  readonly desk: Desk
  readonly library: Fields<LibraryView>
  readonly history: ActHistory
  readonly held: Accessor<ReadonlyMap<string, HeldList>>
  readonly hold: (id: string, capability: Capability) => Promise<HeldList>
  readonly create: Lists['create']
  readonly snapshotsOf: (key: PaperKey) => readonly PaperSnapshot[]
}): Pick<Lists, 'leave' | 'duplicate'> => {
  const { desk, library, history, held } = options

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
    async leave(id) {
      const list = untrack(held).get(id)
      const entry = untrack(library.lists).get(id)
      if (!entry) return
      const title = (list && untrack(() => list.view.meta().title)) || entry.title || 'the list'
      const me = list && untrack(list.view.members).get(list.desk.by)
      // What is on the disk stays there, so that who comes back, by undoing or by the link, finds it. What neither the
      // disk nor the relay has is in this page alone, and would go with the list.
      const kept = await list?.document.store.flushed()
      if (list && kept && !kept.ok && !list.document.carried.state().saved) {
        history.say(
          `${title} stays: this device’s disk refuses what is in it. Free some space, and leave then.`,
        )
        return
      }
      if (list && me && list.capability.role !== 'reader') {
        markGone(list.desk, [list.desk.by])
        await told(list.document)
      }
      const act = removeListEntry(desk, id)
      if (act === null) return
      history.did(`Left ${title}`, () => {
        const undone = undoAct(desk, act)
        if (undone && me) void comeBack(id, me)
        return undone
      })
    },

    async duplicate(id): Promise<Result<string, string>> {
      const from = untrack(held).get(id)
      if (!from) return err('This list is still being opened. Try again in a moment.')
      await from.document.whenLoaded
      const { title, description } = untrack(from.view.meta)
      const rows = untrack(() => from.open.entries('hand'))
      const made = await options.create({ title: `${title} (copy)`, description })
      const to = made.ok ? untrack(held).get(made.value) : undefined
      if (!made.ok || !to) return made
      for (let at = 0; at < rows.length; at += MAX_PAPERS_AT_ONCE)
        addPapers(
          to.desk,
          rows
            .slice(at, at + MAX_PAPERS_AT_ONCE)
            .map(({ key }) => ({ key, snapshots: options.snapshotsOf(key) })),
        )
      for (const { key, why } of rows) if (why !== '') setWhy(to.desk, key, why)
      return ok(made.value)
    },
  }
}
