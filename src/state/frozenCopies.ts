import { untrack } from 'solid-js'
import { createCapability } from '../crypto/capability.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import { undoAct } from '../doc/undoing.ts'
import { addFrozenCopy } from '../doc/archive.ts'
import type { ActId, Desk } from '../doc/desk.ts'
import { holdsState } from '../doc/sameState.ts'
import { stateOf } from '../doc/sharedDoc.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { eraseDocument } from '../storage/erasing.ts'
import type { Copied, HoldList } from './listsState.ts'
import type { HeldList } from './openListState.ts'

const DISK = 'This device’s disk refused the copy, so the list was not left. Free some space, and leave then.'

/** Whether what a list holds is here: a copy of what is still on its way would be empty. Reactive. */
export const canCopy = (list: HeldList): boolean => list.document.loaded() && list.view.meta().listId !== null

/**
 * Copies the whole state of a list into a document of the person's own, with a new secret and a room that no member
 * of the list knows of (SPEC.md D53). Resolves once the copy and its entry are on the disk; the error is a sentence,
 * and nothing was changed then.
 */
export const keepFrozenCopy = async (
  list: HeldList,
  options: {
    readonly desk: Desk
    readonly hold: HoldList
    readonly letGo: (id: string) => void
    readonly arriving: Set<string>
    readonly libraryKept: () => Promise<Result<null, unknown>>
  },
): Promise<Result<{ readonly id: string; readonly act: ActId }, string>> => {
  const { desk, arriving } = options
  await list.document.whenLoaded
  if (!untrack(() => canCopy(list)))
    return err('What is in this list has not reached this device yet: there is nothing to copy.')
  const id = desk.randomId()
  const capability = await createCapability()
  const copied: Copied = { memberId: list.desk.by, frozen: Math.floor(desk.now()) }
  arriving.add(id)
  try {
    const state = stateOf(list.document.doc)
    const copy = await options.hold(id, capability, state, copied)
    await copy.document.whenLoaded
    const kept = await copy.document.store.flushed()
    /** What was begun is taken away again: a full disk has no room for half a copy. */
    const drop = async (sentence: string): Promise<Result<never, string>> => {
      await eraseDocument(`list:${id}`, copy.document.store)
      options.letGo(id)
      return err(sentence)
    }
    if (!kept.ok || !holdsState(copy.document.doc, state)) return await drop(DISK)
    const { title, colour } = untrack(list.view.meta)
    const link = await printLink(capability)
    const act = addFrozenCopy(desk, {
      listId: id,
      room: capability.room,
      link,
      title,
      colour,
      member: copied.memberId,
      frozen: copied.frozen,
    })
    if (act === null)
      return await drop('Your library was changed by a newer version of Carrel. Update to keep a copy.')
    if ((await options.libraryKept()).ok) return ok({ id, act })
    undoAct(desk, act)
    return await drop(DISK)
  } finally {
    arriving.delete(id)
  }
}
