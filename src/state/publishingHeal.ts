import { createEffect, createMemo, createSignal, mapArray, on, onCleanup, untrack } from 'solid-js'
import { asReader } from '../crypto/capability.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import type { Desk } from '../doc/desk.ts'
import { createFeed } from '../doc/feedDoc.ts'
import { setFeed } from '../doc/libraryLists.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { openSchema } from '../doc/upgrade.ts'
import type { Bytes } from '../lib/bytes.ts'
import { createDesk } from './desk.ts'
import type { FeedState } from './feedState.ts'
import type { Fields } from './fromReader.ts'
import type { ListsState } from './listsState.ts'
import type { OpenDocument } from './openDocument.ts'
import type { OpenFeed } from './openFeed.ts'
import { publishedFeedCapability } from './ownFeeds.ts'
import { isPublishable, takeBack } from './publishing.ts'

/** How long (ms) what is seen has to stay so before it is taken for cut off. */
export interface HealTiming {
  /** Where the relay has said all it has of library, list and feed. */
  readonly heardMs: number
  /** Where there is no network: another device of the person's may know better. */
  readonly aloneMs: number
}
const HEAL_TIMING: HealTiming = { heardMs: 2_000, aloneMs: 10_000 }

/**
 * Finishes what was cut off while a list's feed was begun or ended (SPEC.md D69): a list that says this person
 * publishes it, and of which the library names no feed. The feed is where it would have been. Needs a reactive owner.
 */
export const createPublishingHeal = (options: {
  readonly desk: Desk
  readonly view: Fields<LibraryView>
  readonly library: Pick<OpenDocument, 'sync'>
  readonly librarySecret: Bytes
  readonly lists: Pick<ListsState, 'held'>
  readonly feed: Pick<FeedState, 'open'>
  readonly timing?: HealTiming
}): void => {
  const { desk, view, library, lists } = options
  const { heardMs, aloneMs } = options.timing ?? HEAL_TIMING
  const cutOff = createMemo(() => {
    const published = new Set([...view.feeds().values()].map(({ list }) => list))
    return [...lists.held()]
      .filter(
        ([id, held]) =>
          !published.has(id) && held.view.published().has(held.desk.by) && isPublishable(view, held),
      )
      .map(([id]) => id)
  })

  const heal = (listId: string): void => {
    const list = createMemo(() => lists.held().get(listId))
    const [found, setFound] = createSignal<OpenFeed | null>(null)
    let gone = false
    onCleanup(() => (gone = true))
    void publishedFeedCapability(options.librarySecret, listId).then(async (capability) => {
      const held = untrack(list)
      const said = held && untrack(held.view.published).get(held.desk.by)
      // One that was begun under another secret is not this library's to finish.
      if (said?.link === (await printLink(await asReader(capability))) && !gone)
        setFound(options.feed.open(capability))
    })
    const heard = createMemo((): 'heard' | 'alone' | null => {
      const [to, held] = [found(), list()]
      if (!to?.index.loaded() || !held?.document.loaded() || held.view.meta().listId === null) return null
      if ([to.index, held.document, library].every(({ sync }) => sync().replayed)) return 'heard'
      // Begun on this device: of another one's, nothing would be here yet.
      return to.view.meta().feedId === null ? null : 'alone'
    })
    const finish = async (how: 'heard' | 'alone'): Promise<void> => {
      const [to, held] = untrack(() => [found(), list()])
      if (!to || !held || openSchema(desk.doc) !== 'current') return
      const { feedId, ended, newer } = untrack(to.view.meta)
      if (newer) return
      if (ended) {
        if (how === 'heard') takeBack(held)
        return
      }
      const { room } = to.capability
      const link = await printLink(to.capability)
      if (gone) return
      if (feedId === null) {
        const { title, description } = untrack(held.view.meta)
        const said = { feedId: room, title, about: description, kind: 'published' } as const
        createFeed(createDesk(to.index.doc, 'owner'), said)
      }
      setFeed(desk, { feedId: room, link, own: false, list: listId })
    }
    createEffect(
      on(heard, (how) => {
        if (!how) return
        const clock = setTimeout(() => void finish(how), how === 'heard' ? heardMs : aloneMs)
        onCleanup(() => clearTimeout(clock))
      }),
    )
  }
  createEffect(mapArray(cutOff, heal))
}
