import {
  createEffect,
  createMemo,
  createSignal,
  mapArray,
  on,
  onCleanup,
  untrack,
  type Accessor,
} from 'solid-js'
import { asReader, type Capability } from '../crypto/capability.ts'
import { parseLink } from '../crypto/link.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import type { Desk } from '../doc/desk.ts'
import { addShard, createFeed } from '../doc/feedDoc.ts'
import { papersToPublish, planShards, writeShard, type ShardPlan } from '../doc/feedPlan.ts'
import { removeFeed } from '../doc/libraryLists.ts'
import { sayUnpublished } from '../doc/publishing.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import type { ListView } from '../doc/listView.ts'
import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { createDesk } from './desk.ts'
import type { Fields } from './fromReader.ts'
import type { ListsState } from './listsState.ts'
import type { HeldList } from './openListState.ts'
import { ownShardCapability, type OpenFeed, type OpenShard } from './openFeed.ts'
import type { Publication } from './feeds.ts'

/** After the last change of a list: somebody who adds ten papers publishes them at once. */
const SETTLE_MS = 1_500
/** After somebody else's change of the feed: the list's own, which went out before it, is to be here as well. */
const OTHERS_SETTLE_MS = 4_000
/** Two devices whose lists do not come together must not correct each other all the time: each time half as often. */
const MAX_SETTLE_MS = 600_000
/** A tab that nobody sees leaves it to the one that is seen, if there is one. */
const HIDDEN_SETTLE_MS = 6_000

interface OpenPublication {
  readonly id: string
  readonly listId: string
  readonly feed: Accessor<OpenFeed | null>
  readonly link: Accessor<string>
  readonly state: Accessor<Publication['state']>
}

/**
 * Keeps the feeds that this person publishes in step with their lists, on whichever of their devices hears of a change
 * first. Needs a reactive owner.
 */
export const createPublishing = (options: {
  readonly desk: Desk
  readonly library: Fields<LibraryView>
  readonly lists: Pick<ListsState, 'held'>
  readonly open: (capability: Capability) => OpenFeed
}): { readonly publications: Accessor<readonly OpenPublication[]> } => {
  const { library, lists } = options

  const openPublication = (id: string): OpenPublication => {
    const entry = createMemo(() => library.feeds().get(id))
    const listId = untrack(entry)?.list ?? ''
    const [feed, setFeed] = createSignal<OpenFeed | null>(null)
    const [link, setLink] = createSignal('')
    void parseLink(untrack(entry)?.link ?? '').then(async (parsed) => {
      if (!parsed.ok) return
      setFeed(options.open(parsed.value.capability))
      setLink(await printLink(await asReader(parsed.value.capability)))
    })
    const list = createMemo(() => lists.held().get(listId))
    const state = createMemo<Publication['state']>(() => {
      if (feed()?.view.meta().ended) return 'ending'
      const held = list()
      if (!held || !isPublishable(library, held)) return 'listless'
      return held.view.published().has(held.desk.by) ? 'live' : 'paused'
    })

    /** What was last written of each paper, so that only what reads otherwise is looked at again. */
    const written = new Map<PaperKey, Paper>()
    /** The list's papers as they were last written, and how often the feed has had to be set right since. */
    let lastEntries: unknown = null
    let corrections = 0
    let writing: Promise<void> | null = null
    let again = false
    const step = async (): Promise<void> => {
      const [to, held] = untrack(() => [feed(), list()])
      if (!to || !held || untrack(state) !== 'live') return
      const entries = untrack(held.view.entries)
      const changed = await writeFeed({ feed: to, view: held.view, written })
      if (entries !== lastEntries) corrections = 0
      else if (changed) corrections++
      lastEntries = entries
    }
    const settleMs = (entries: unknown): number => {
      if (entries !== lastEntries) return document.hidden ? HIDDEN_SETTLE_MS : SETTLE_MS
      const others = document.hidden ? HIDDEN_SETTLE_MS : OTHERS_SETTLE_MS
      return Math.min(MAX_SETTLE_MS, others * 2 ** corrections)
    }
    const write = async (): Promise<void> => {
      do {
        again = false
        await step()
      } while (again)
    }
    const ask = (): void => {
      again = true
      writing ??= write().finally(() => (writing = null))
    }
    createEffect(
      on(
        () => {
          const [to, held] = [feed(), list()]
          if (state() !== 'live' || !to?.index.loaded() || !held?.document.loaded()) return null
          if (held.view.meta().listId === null) return null
          const heard = [to.index, ...to.shards().map((shard) => shard.document)].map(
            (one) => one.sync().replayed,
          )
          // What another device published of a list as this one does not know it yet must not be taken back.
          if (heard.includes(true) && !held.document.sync().replayed) return null
          // What another device has made of the feed meanwhile is looked at as well (SPEC.md D68).
          const made = [to.view.shards(), ...to.shards().map((shard) => shard.view())]
          return { entries: held.view.entries(), papers: held.view.papers(), heard: heard.join(), made }
        },
        (ready) => {
          if (!ready) return
          const clock = setTimeout(ask, settleMs(ready.entries))
          onCleanup(() => clearTimeout(clock))
        },
      ),
    )
    // The word that it has ended, and the last papers, must have gone out before this device forgets the feed.
    createEffect(() => {
      const to = feed()
      if (!to?.view.meta().ended || !to.index.loaded()) return
      const documents = [to.index, ...to.shards().map((shard) => shard.document)]
      if (!documents.every(({ sync }) => sync().saved && sync().replayed)) return
      const held = list()
      if (held && isPublishable(library, held)) takeBack(held)
      removeFeed(options.desk, id)
    })
    return { id, listId, feed, link, state }
  }

  const ids = createMemo(() => [...library.feeds()].filter(([, { list }]) => list !== null).map(([id]) => id))
  return { publications: createMemo(mapArray(ids, openPublication)) }
}

/** Whether this device may write in the list, and so go along with it: one that it holds, and that has not moved on. */
export const isPublishable = (library: Pick<Fields<LibraryView>, 'lists'>, held: HeldList): boolean =>
  held.capability.role !== 'reader' &&
  held.open.place() !== 'left-behind' &&
  (library.lists().get(held.id)?.frozen ?? null) === null

/** Takes the list's word back that this person publishes it. */
export const takeBack = ({ view, desk }: HeldList): void => {
  if (untrack(view.published).has(desk.by)) sayUnpublished(desk, desk.by)
}

/** All of it is here: nothing that another device of the person's wrote may be taken for missing. */
const isHere = ({ store, sync, doc }: OpenShard['document']): boolean =>
  store.state().loaded && (untrack(sync).replayed || doc.getMap('meta').size > 0)

/** Writes into a feed what its list says; each shard on the disk before the index names it. True where it said otherwise. */
const writeFeed = async ({
  feed,
  view,
  written,
}: {
  readonly feed: OpenFeed
  readonly view: Fields<ListView>
  readonly written: Map<PaperKey, Paper>
}): Promise<boolean> => {
  const index = createDesk(feed.index.doc, 'owner')
  if (!isHere(feed.index)) return false
  const { meta, shards: named } = untrack(() => ({ meta: feed.view.meta(), shards: feed.view.shards() }))
  if (meta.newer) return false
  if (meta.feedId === null) {
    // The relay has lost it, and no device has it any more.
    const { title, description } = untrack(view.meta)
    createFeed(index, { feedId: feed.capability.room, title, about: description, kind: 'published' })
  }
  const open = new Map<string, OpenShard>()
  for (const id of named.keys()) {
    const capability = await ownShardCapability(feed.capability, id)
    if (!capability) return false
    const shard = feed.openShard(id, capability)
    await shard.document.whenLoaded
    if (!isHere(shard.document)) return false
    open.set(id, shard)
  }
  const { entries, papers } = untrack(() => ({ entries: view.entries(), papers: view.papers() }))
  const views = new Map([...open].map(([id, shard]) => [id, untrack(shard.view)]))
  let changed = false
  for (const plan of planShards(papersToPublish(entries), views)) {
    const shard = open.get(plan.id) ?? (await openNew(feed, plan.id))
    if (!shard) return changed
    const desk = createDesk(shard.document.doc, 'owner')
    const told = writeShard(desk, plan, untrack(shard.view), papers, written)
    if (!told) return changed
    changed ||= plan.days.size + plan.emptied.length + plan.dropped.size > 0
    if (!(await shard.document.store.flushed()).ok) return changed
    await nameShard(feed, index, plan)
  }
  return changed
}

const openNew = async (feed: OpenFeed, id: string): Promise<OpenShard | null> => {
  const capability = await ownShardCapability(feed.capability, id)
  if (!capability) return null
  const shard = feed.openShard(id, capability)
  await shard.document.whenLoaded
  return shard
}

const nameShard = async (feed: OpenFeed, index: Desk, plan: ShardPlan): Promise<void> => {
  const before = untrack(feed.view.shards).get(plan.id)
  const [from, to] = [plan.from ?? before?.from, plan.to ?? before?.to]
  const capability = await ownShardCapability(feed.capability, plan.id)
  if (!capability || !from || !to) return
  addShard(index, {
    shardId: plan.id,
    link: await printLink(await asReader(capability)),
    from,
    to,
    count: plan.count,
  })
}
