import { createMemo, untrack } from 'solid-js'
import { asReader } from '../crypto/capability.ts'
import { parseLink } from '../crypto/link.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import type { Desk } from '../doc/desk.ts'
import { createFeed, endFeed, retitleFeed } from '../doc/feedDoc.ts'
import { removeFeed, setFeed } from '../doc/libraryLists.ts'
import { isFollowed, type LibraryView } from '../doc/libraryView.ts'
import { MAX_FOLLOWED_FEEDS } from '../doc/limits.ts'
import { sayPublished } from '../doc/publishing.ts'
import { undoAct } from '../doc/undoing.ts'
import { openSchema } from '../doc/upgrade.ts'
import type { Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { squeeze } from '../lib/text.ts'
import { isDiskRefused } from '../storage/database.ts'
import { createDesk } from './desk.ts'
import { nameFeed, type Feeds, type Followed, type Publication } from './feeds.ts'
import type { FeedState } from './feedState.ts'
import type { Fields } from './fromReader.ts'
import { newestOf } from './listPreview.ts'
import type { ListsState } from './listsState.ts'
import type { OpenDocument } from './openDocument.ts'
import type { OpenFeed } from './openFeed.ts'
import { publishedFeedCapability } from './ownFeeds.ts'
import { createPublishing, takeBack } from './publishing.ts'
import { createPublishingHeal, type HealTiming } from './publishingHeal.ts'
import type { ActHistory } from './undoHistory.ts'

const NEWER = 'This feed was changed by a newer version of Carrel. Update this one first.'

const countOf = (feed: OpenFeed): number =>
  [...feed.view.shards().values()].reduce((sum, { count }) => sum + count, 0)

/** Feeds that are followed, and those that are published. Needs a reactive owner. */
export const createFeeds = (options: {
  readonly desk: Desk
  readonly view: Fields<LibraryView>
  readonly library: Pick<OpenDocument, 'sync' | 'store'>
  readonly librarySecret: Bytes
  readonly lists: ListsState
  readonly feed: Pick<FeedState, 'feeds' | 'open' | 'published'>
  readonly history: ActHistory
  /** The address under which a code is opened. */
  readonly address: (code: string) => string
  readonly healTiming?: HealTiming
}): Feeds => {
  const { desk, view, lists, feed, history } = options
  const publishing = createPublishing({ desk, library: view, lists, open: feed.open })
  createPublishingHeal({ ...options, ...(options.healTiming ? { timing: options.healTiming } : {}) })
  const find = (id: string) => untrack(publishing.publications).find((one) => one.id === id)

  const followed = createMemo<readonly Followed[]>(() =>
    [...view.feeds()]
      .filter(([, entry]) => isFollowed(entry))
      .sort(([, one], [, other]) => one.at - other.at)
      .map(([id]) => {
        const open = feed.feeds().find(({ capability }) => capability.room === id)
        const meta = open?.view.meta()
        return {
          id,
          title: nameFeed(meta?.title),
          about: meta?.about ?? '',
          papers: open ? countOf(open) : 0,
          newest: open ? newestOf([...open.view.shards().values()]) : null,
          ended: meta?.ended ?? false,
          coming: !meta?.feedId,
        }
      }),
  )
  const publications = createMemo<readonly Publication[]>(() =>
    publishing.publications().map((one) => {
      const open = one.feed()
      const meta = open?.view.meta()
      const summary = lists.all().find(({ id }) => id === one.listId)
      return {
        id: one.id,
        listId: one.listId,
        list: summary?.title ?? '',
        title: nameFeed(meta?.title),
        about: meta?.about ?? '',
        address: one.link() ? options.address(one.link()) : '',
        state: one.state(),
        papers: open ? countOf(open) : 0,
        waiting:
          open !== null &&
          [open.index, ...open.shards().map(({ document }) => document)].some(({ sync }) => !sync().saved),
      }
    }),
  )

  return {
    followed,
    async follow(preview) {
      const parsed = await parseLink(preview.link)
      if (!parsed.ok) return err('This link does not lead to a feed.')
      const id = parsed.value.capability.room
      const known = untrack(view.feeds).get(id)
      if (known) return known.list === null ? ok(id) : err('This is a feed of your own.')
      if (untrack(feed.published)?.capability.room === id)
        return err('This feed comes with Carrel: you have it already.')
      if (untrack(followed).length >= MAX_FOLLOWED_FEEDS)
        return err(
          `You follow ${MAX_FOLLOWED_FEEDS} feeds, which is as many as this device holds. Stop following one of them first, at You.`,
        )
      const link = await printLink(await asReader(parsed.value.capability))
      const title = nameFeed(untrack(preview.feed)?.title)
      const act = setFeed(desk, { feedId: id, link, own: false })
      if (act === null)
        return err('Your library was changed by a newer version of Carrel. Update this one first.')
      history.did(`Following “${title}”`, () => undoAct(desk, act))
      return ok(id)
    },
    unfollow(id) {
      const title = nameFeed(untrack(followed).find((one) => one.id === id)?.title)
      const act = removeFeed(desk, id)
      if (act !== null) history.did(`No longer following “${title}”`, () => undoAct(desk, act))
    },
    publications,
    async publish(listId, words) {
      const title = squeeze(words.title)
      if (title === '') return err('A feed needs a name.')
      const list = untrack(lists.held).get(listId)
      if (!list || untrack(list.view.meta).listId === null)
        return err('This list has not arrived yet. Publish it once its papers are here.')
      if (untrack(list.view.meta).newer || openSchema(desk.doc) === 'newer')
        return err('This was changed by a newer version of Carrel. Update this one first.')
      if (list.capability.role === 'reader')
        return err('You can read this list, but not change it, and so not publish it.')
      const known = untrack(publishing.publications).find((one) => one.listId === listId)
      const before = known && untrack(view.feeds).get(known.id)
      const parsed = before ? await parseLink(before.link) : null
      const capability = parsed?.ok
        ? parsed.value.capability
        : await publishedFeedCapability(options.librarySecret, listId)
      const link = await printLink(await asReader(capability))
      const open = feed.open(capability)
      await open.index.whenLoaded
      const index = createDesk(open.index.doc, 'owner')
      const said = { title, about: words.about.trim() }
      createFeed(index, { feedId: capability.room, ...said, kind: 'published' })
      if (!retitleFeed(index, said)) return err(NEWER)
      endFeed(index, false)
      const kept: Result<null, unknown>[] = [await open.index.store.flushed()]
      // The members hear of it before anything goes out.
      sayPublished(list.desk, link)
      kept.push(await list.document.store.flushed())
      setFeed(desk, { feedId: capability.room, link: await printLink(capability), own: false, list: listId })
      kept.push(await options.library.store.flushed())
      if (!kept.every((one) => one.ok) && !isDiskRefused())
        return err('The feed could not be written to this device’s disk. Free some space and try again.')
      return ok(options.address(link))
    },
    rename(id, words) {
      const title = squeeze(words.title)
      if (title === '') return err('A feed needs a name.')
      const to = untrack(() => find(id)?.feed())
      if (!to) return err('This feed is still being opened. Try again in a moment.')
      const index = createDesk(to.index.doc, 'owner')
      const { feedId, title: was, about: before, ended } = untrack(to.view.meta)
      if (feedId === null) return err('This feed has not arrived on this device yet.')
      if (ended) return err('This feed has ended.')
      const said = { title, about: words.about.trim() }
      if (was === said.title && before === said.about) return ok(null)
      if (!retitleFeed(index, said)) return err(NEWER)
      const now = untrack(to.view.meta)
      history.did(`The feed is called “${now.title}” now`, () => {
        // What was said of it since stands.
        const { title, about } = untrack(to.view.meta)
        return title === now.title && about === now.about && retitleFeed(index, { title: was, about: before })
      })
      return ok(null)
    },
    resume(id) {
      const open = find(id)
      const list = open && untrack(lists.held).get(open.listId)
      if (open && list) sayPublished(list.desk, untrack(open.link))
    },
    unpublish(id) {
      const open = find(id)
      if (!open) return
      const to = untrack(open.feed)
      const list = untrack(lists.held).get(open.listId)
      // It leaves the library once followers can hear of it. One that never began has none.
      if (to && endFeed(createDesk(to.index.doc, 'owner'), true))
        // The end first: cut off after it, the next start takes the word of it back.
        void to.index.store.flushed().then((kept) => {
          if (list && untrack(to.view.meta).ended && (kept.ok || isDiskRefused())) takeBack(list)
        })
      else {
        if (list) takeBack(list)
        removeFeed(desk, id)
      }
      history.say('The feed has ended. Followers keep what they have.')
    },
  }
}
