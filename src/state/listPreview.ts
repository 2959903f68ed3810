import { createSignal } from 'solid-js'
import { asReader, type Capability } from '../crypto/capability.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import { readList } from '../doc/listView.ts'
import { rarestColour } from '../domain/member.ts'
import { createSharedDoc, stateOf } from '../doc/sharedDoc.ts'
import type { JoinPreview } from './lists.ts'
import type { DeferredSync } from './deferredSync.ts'

/** A list that is looked at through its link, and what joining it needs. */
export interface OpenPreview {
  readonly preview: JoinPreview
  readonly capability: Capability
  /** What the list calls itself; `null` until it has arrived. */
  listId(): string | null
  /** All of it, as a Yjs update. */
  state(): Uint8Array
}

/** Looking writes nothing, not even a room: the preview asks as a reader and keeps its copy in memory. */
export const openPreview = async (options: {
  readonly transport: DeferredSync
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
    } else if (state.moved) setPhase('moved')
    else
      setPhase(
        state.phase === 'waiting' || state.phase === 'refused' || state.replayed ? 'waiting' : 'connecting',
      )
  }
  const offs = [carried.onChange(refresh), reader.subscribe(refresh)]
  refresh()
  const preview: JoinPreview = {
    link: await printLink(capability),
    role: capability.role,
    joined,
    list: found,
    phase,
    discard() {
      for (const off of offs) off()
      options.onDiscard(preview)
      reader.destroy()
      carried.destroy()
      doc.destroy()
    },
  }
  return { preview, capability, listId: () => reader.view().meta.listId, state: () => stateOf(doc) }
}
