import { createEffect, createRoot, untrack, type Accessor } from 'solid-js'
import type { BackupDocument } from '../backup/contents.ts'
import { parseLink } from '../crypto/link.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { stateOf } from '../doc/sharedDoc.ts'
import type { Bytes } from '../lib/bytes.ts'
import type { Fields } from './fromReader.ts'
import type { OpenDocument } from './openDocument.ts'
import type { OpenFeed } from './openFeed.ts'
import type { HeldList } from './openListState.ts'

/** A disk that takes longer is left to itself: what is in memory by then goes into the file. */
const WAIT_MS = 15_000

/** Resolves once `ready` is true, or with false when it has taken too long. */
export const untilReady = (ready: () => boolean, waitMs = WAIT_MS): Promise<boolean> =>
  new Promise((resolve) => {
    createRoot((dispose) => {
      const end = (answer: boolean): void => {
        clearTimeout(clock)
        queueMicrotask(dispose)
        resolve(answer)
      }
      const clock = setTimeout(() => end(false), waitMs)
      createEffect(() => {
        if (ready()) end(true)
      })
    })
  })

/** Everything this device holds open that a backup is made of. */
export interface Gathering {
  /** Room of the library. */
  readonly room: string
  readonly library: OpenDocument
  readonly view: Fields<LibraryView>
  readonly lists: Accessor<ReadonlyMap<string, HeldList>>
  readonly feeds: Accessor<readonly OpenFeed[]>
}

const roomsOf = async (links: readonly string[]): Promise<readonly string[]> => {
  const parsed = await Promise.all(links.map(parseLink))
  return parsed.flatMap((one) => (one.ok ? [one.value.capability.room] : []))
}

const isWhole = (feed: OpenFeed): boolean =>
  feed.index.loaded() &&
  feed.shards().length >= feed.view.shards().size &&
  feed.shards().every(({ document }) => document.loaded())

/**
 * All documents a backup holds, the library first, and how many of them the disk did not hand over whole. Those of
 * published feeds stay out: they are fetched again.
 */
export const gatherDocuments = async ({
  room,
  library,
  view,
  lists,
  feeds,
}: Gathering): Promise<{ readonly documents: readonly BackupDocument[]; readonly incomplete: number }> => {
  await library.whenLoaded
  const known = untrack(view.lists)
  const parsed = await Promise.all(
    [...known].map(async ([id, { link }]) => ((await parseLink(link)).ok ? [id] : [])),
  )
  const listIds = parsed.flat()
  const ownRooms = await roomsOf(
    [...untrack(view.feeds).values()].filter(({ own }) => own).map(({ link }) => link),
  )
  const ready = await untilReady(
    () =>
      listIds.every((id) => lists().get(id)?.document.loaded()) &&
      ownRooms.every((own) => feeds().some((feed) => feed.capability.room === own && isWhole(feed))),
  )
  const open: (readonly [name: string, document: OpenDocument])[] = [
    [`library:${room}`, library],
    ...listIds.flatMap((id) => {
      const list = untrack(lists).get(id)
      return list ? [[`list:${id}`, list.document] as const] : []
    }),
    ...untrack(feeds)
      .filter(({ capability }) => ownRooms.includes(capability.room))
      .flatMap((feed) => [
        [`feed:${feed.capability.room}`, feed.index] as const,
        ...untrack(feed.shards).map(({ document, room: shard }) => [`feed:${shard}`, document] as const),
      ]),
  ]
  const documents = open.map(([name, { doc }]) => ({
    name,
    // reason: Yjs makes a buffer of its own for what it encodes
    state: stateOf(doc) as Bytes,
  }))
  const incomplete = open.filter(([, document]) => !document.store.state().loaded).length
  return { documents, incomplete: incomplete + (ready ? 0 : 1) }
}
