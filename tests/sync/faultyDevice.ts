import * as Y from 'yjs'
import type { Capability } from '../../src/crypto/capability.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import { openDocStore, type DocStore } from '../../src/storage/docStore.ts'
import { createRelayLink } from '../../src/sync/relayLink.ts'
import type { RoomTiming } from '../../src/sync/roomContext.ts'
import { syncDoc, type SealedDoc } from '../../src/sync/syncDoc.ts'
import { createLine, type Line } from './line.ts'
import { QUICK } from './quick.ts'
import { byRoom, ROOMS, type ByRoom, type RoomId } from './ledger.ts'

/** No fault of the disk is played here, and a loaded machine is none. */
const DISK = { loadMs: 120_000, retryMs: 10, againMs: 60_000, trimMs: 50 }

/** A browser with all documents of a person, on one socket, kept on its disk. */
export interface FaultyDevice {
  readonly by: string
  readonly disk: string
  /** False where this device holds a link for reading. */
  writes(room: RoomId): boolean
  readonly docs: ByRoom<Y.Doc>
  readonly sealed: ByRoom<SealedDoc>
  readonly line: Line
  isConnected(): boolean
  /** Called whenever the connection is lost. */
  onLost(callback: () => void): void
  /** Closes the page. What was written is on the disk. */
  end(): Promise<void>
}

/** Opens a page over what `disk` holds, and over `earlier` where given. */
export const openFaultyDevice = async (options: {
  readonly by: string
  readonly disk: string
  readonly url: string
  readonly rooms: ByRoom<Capability>
  readonly random: () => number
  readonly timing: Partial<RoomTiming>
  readonly earlier?: ByRoom<Uint8Array>
}): Promise<FaultyDevice> => {
  const { by, disk, url, rooms, random, timing, earlier } = options
  const line = createLine()
  const link = createRelayLink({
    url,
    WebSocket: line.WebSocket,
    firstBackOffMs: 10,
    lastBackOffMs: 100,
    random,
  })
  const docs = byRoom(() => new Y.Doc())
  const open = async (room: RoomId): Promise<{ readonly store: DocStore; readonly sealed: SealedDoc }> => {
    const doc = docs[room]
    const store = openDocStore({ name: `${disk}/${room}`, doc, timing: DISK })
    const loaded = await store.loaded
    if (!loaded.ok) throw new Error(`the disk of ${by}: ${loaded.error.code} ${loaded.error.detail}`)
    if (earlier) Y.applyUpdate(doc, earlier[room])
    const sealed = syncDoc({
      doc,
      capability: rooms[room],
      link,
      presence: false,
      tabs: false,
      validate: checkUpdate,
      timing: { ...QUICK, ...timing },
      random,
    })
    return { store, sealed }
  }
  const opened = new Map<RoomId, { readonly store: DocStore; readonly sealed: SealedDoc }>()
  for (const room of ROOMS) opened.set(room, await open(room))
  return {
    by,
    disk,
    docs,
    writes: (room) => rooms[room].role !== 'reader',
    sealed: byRoom((room) => {
      const found = opened.get(room)
      if (!found) throw new Error(`${room} was not opened`)
      return found.sealed
    }),
    line,
    isConnected: () => link.phase() === 'open',
    onLost(callback) {
      link.onPhase(() => {
        if (link.phase() !== 'open') callback()
      })
    },
    async end() {
      for (const { sealed } of opened.values()) sealed.destroy()
      link.close()
      line.cut()
      for (const { store } of opened.values()) await store.destroy()
      for (const doc of Object.values(docs)) doc.destroy()
    },
  }
}
