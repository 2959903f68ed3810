import { createSignal, untrack } from 'solid-js'
import { asReader, type Capability } from '../crypto/capability.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import { readFeedIndex, type FeedShard } from '../doc/feedView.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { readList } from '../doc/listView.ts'
import { rarestColour } from '../domain/member.ts'
import { addDays, timeToDay, type Day } from '../lib/day.ts'
import { createSharedDoc, stateOf } from '../doc/sharedDoc.ts'
import type { JoinPreview } from './lists.ts'
import type { DeferredSync } from './deferredSync.ts'
import type { Fields } from './fromReader.ts'

/** A list that is looked at through its link, and what joining it needs. */
export interface OpenPreview {
  readonly preview: JoinPreview
  readonly capability: Capability
  /** What the list calls itself; `null` until it has arrived. */
  listId(): string | null
  /** All of it, as a Yjs update. */
  state(): Uint8Array
}

/** A feed may name any day; nothing is shown of what is far ahead. */
export const newestOf = (shards: readonly FeedShard[]): Day | null => {
  const last = addDays(timeToDay(Date.now()), 1)
  const days = shards.filter(({ count }) => count > 0).map(({ to }) => (to > last ? last : to))
  return days.sort().at(-1) ?? null
}

/** Looking writes nothing, not even a room: the preview asks as a reader and keeps its copy in memory. */
export const openPreview = async (options: {
  readonly transport: DeferredSync
  readonly library: Pick<Fields<LibraryView>, 'feeds'>
  readonly capability: Capability
  /** Id of the list where this device may do all of it already. */
  readonly joined: string | null
  readonly onDiscard: (preview: JoinPreview) => void
}): Promise<OpenPreview> => {
  const { transport, capability, joined } = options
  const doc = createSharedDoc()
  transport.begin()
  const carried = transport.carry({
    doc,
    capability: await asReader(capability),
    presence: false,
    tabs: false,
  })
  const reader = readList(doc)
  const index = readFeedIndex(doc)
  const [feed, setFeed] = createSignal<ReturnType<JoinPreview['feed']>>(null)
  const [found, setFound] = createSignal<ReturnType<JoinPreview['list']>>(null)
  const [phase, setPhase] = createSignal<ReturnType<JoinPreview['phase']>>('connecting')
  const refresh = (): void => {
    const { meta, entries, members } = reader.view()
    const state = carried.state()
    if (meta.listId !== null && state.replayed && !state.moved) {
      setFound({
        title: meta.title,
        papers: entries.size,
        members: [...members.values()].map((one) => one.name),
        freeColour: rarestColour([...members.values()].map((one) => one.colour)),
      })
      setPhase('ready')
    } else if (index.view().meta.feedId !== null && state.replayed) {
      const { title, about, ended } = index.view().meta
      const shards = [...index.view().shards.values()]
      const known = untrack(options.library.feeds).get(capability.room)
      setFeed({
        title,
        about,
        ended,
        newest: newestOf(shards),
        papers: shards.reduce((sum, shard) => sum + shard.count, 0),
        known: known ? (known.list === null ? 'followed' : 'mine') : null,
      })
      setPhase('ready')
    } else if (state.moved) setPhase('moved')
    else
      setPhase(
        state.phase === 'waiting' || state.phase === 'refused' || state.replayed ? 'waiting' : 'connecting',
      )
  }
  const offs = [carried.onChange(refresh), reader.subscribe(refresh), index.subscribe(refresh)]
  refresh()
  const preview: JoinPreview = {
    link: await printLink(capability),
    role: capability.role,
    joined,
    list: found,
    feed,
    phase,
    discard() {
      for (const off of offs) off()
      options.onDiscard(preview)
      reader.destroy()
      index.destroy()
      carried.destroy()
      doc.destroy()
    },
  }
  return { preview, capability, listId: () => reader.view().meta.listId, state: () => stateOf(doc) }
}
