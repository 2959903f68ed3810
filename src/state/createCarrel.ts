import { createEffect, createMemo, createSignal, getOwner, onCleanup, runWithOwner } from 'solid-js'
import { capabilityFromOwnerSecret } from '../crypto/capability.ts'
import { createLibrary } from '../doc/libraryDoc.ts'
import { readLibrary } from '../doc/libraryView.ts'
import { mergeSnapshots, snapshotsOf, type Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { StoreProblem } from '../storage/docStore.ts'
import { isDiskRefused } from '../storage/database.ts'
import { readKeyring, type Keyring } from '../storage/keyring.ts'
import type { AfterStart } from './afterStart.ts'
import type { Carrel, Later } from './carrel.ts'
import { copyCitations } from './citing.ts'
import { createServerConfig, DEFAULT_RELAY, readKeptConfig } from './config.ts'
import { createDeferredSync } from './deferredSync.ts'
import { createDesk } from './desk.ts'
import { createDevice, type AppShell } from './deviceState.ts'
import { statusOf } from './deviceStatus.ts'
import { fetchCode } from './fetchCode.ts'
import { createFeedState } from './feedState.ts'
import { fromReader } from './fromReader.ts'
import { createLibraryState } from './libraryState.ts'
import { holdLibrary } from './libraryHolders.ts'
import { createListsState } from './listsState.ts'
import { openDocument, type OpenDocument } from './openDocument.ts'
import { createActHistory } from './undoHistory.ts'

/** A disk that takes longer than this must not keep the others waiting. */
const BEGIN_MS = 2_000

/** Shows what is on the disk first, and only then loads what talks to others. */
const beginAfterPaint = (begin: () => void, read: () => boolean): void => {
  const clock = setTimeout(begin, BEGIN_MS)
  onCleanup(() => clearTimeout(clock))
  createEffect(() => {
    if (read()) requestAnimationFrame(() => setTimeout(begin))
  })
}

/** The code that makes a keyring, or knows what a missing one means, comes only where it is needed. */
const keyringOf = async (): Promise<Result<Keyring, StoreProblem>> => {
  const known = await readKeyring()
  if (known.ok && known.value) return ok(known.value)
  if (!known.ok && !isDiskRefused()) return known
  const { makeKeyring, openKeyring } = await fetchCode(() => import('../storage/keyringWriting.ts'))
  return known.ok ? openKeyring() : ok(makeKeyring())
}

/**
 * Builds the whole machine of one device: keys, documents, connection, and the view of them for the screens.
 * Needs a reactive owner. The error is the disk's: without the library's key nothing may be written.
 */
export const createCarrel = async (
  shell: AppShell,
  inOwner: <T>(build: () => T) => T,
): Promise<Result<Carrel, StoreProblem>> => {
  const [keyring, heard] = await Promise.all([keyringOf(), readKeptConfig()])
  if (!keyring.ok) return err(keyring.error)
  const { librarySecret, identitySecret, deviceId } = keyring.value
  const capability = await capabilityFromOwnerSecret(librarySecret)

  return inOwner(() => {
    const relayUrl = new URL(DEFAULT_RELAY, location.href)
    relayUrl.protocol = relayUrl.protocol.replace('http', 'ws')
    const transport = createDeferredSync(async () => {
      const [{ createTransport }, { checkUpdate }] = await Promise.all([
        fetchCode(() => import('../sync/transport.ts')),
        fetchCode(() => import('../doc/validate.ts')),
      ])
      return createTransport({ url: relayUrl.href, WebSocket, validate: checkUpdate })
    })
    onCleanup(() => transport.close())
    const [connected, setConnected] = createSignal(transport.phase() === 'open')
    onCleanup(transport.onPhase(() => setConnected(transport.phase() === 'open')))
    const config = createServerConfig(heard, connected)

    const owner = getOwner()
    const history = createActHistory()
    const library: OpenDocument = openDocument({
      name: `library:${capability.room}`,
      capability,
      transport,
      presence: false,
    })
    onCleanup(() => void library.close())
    const desk = createDesk(library.doc, deviceId)
    const view = fromReader(readLibrary(library.doc))
    const [ready, setReady] = createSignal(false)
    // Only what has been read may be called empty: a new library must not be written over one the disk still owes us.
    const foundLibrary = (): void => {
      if (library.store.state().loaded || isDiskRefused()) createLibrary(desk)
    }
    onCleanup(library.store.onChange(foundLibrary))
    void library.whenLoaded.then(() => {
      foundLibrary()
      setReady(true)
    })

    const paperOf = (key: PaperKey): Paper | null => {
      const at = feed.canonical(key)
      const known = [
        view.papers().get(key),
        view.papers().get(at),
        feed.papers().get(at),
        lists.paperOf(key),
        lists.paperOf(at),
      ]
      const found = [...new Set(known)].filter(
        (paper): paper is Paper => paper !== undefined && paper !== null,
      )
      if (found.length <= 1) return found[0] ?? null
      return mergeSnapshots(at, found.flatMap(snapshotsOf))
    }
    const feed = createFeedState({
      transport,
      publishedLink: () => {
        const word = config()
        return word ? word.feed : word
      },
      desk,
      librarySecret,
      library: view,
      libraryReady: ready,
      libraryKept: () => library.store.flushed(),
      triaged: () => {
        const states = [view.saved(), view.skipped(), view.reading(), view.tags()]
        return (key) => states.some((state) => state.has(key))
      },
    })
    const lists = createListsState({
      transport,
      connected,
      desk,
      library: view,
      librarySecret,
      identitySecret,
      libraryKept: () => library.store.flushed(),
      history,
      paperOf,
      snapshotsOf: (key) => snapshotsOf(paperOf(key)),
      canonical: (key) => feed.canonical(key),
      address: (code) => `${location.origin}/join#${code}`,
    })
    /** Who was never here waits for the network and not for the disk. */
    const drawable = (): boolean => heard === null || feed.readFromDisk()
    beginAfterPaint(() => {
      transport.begin()
      void afterStart()
    }, drawable)
    const allPapers = createMemo<readonly Paper[]>(() => {
      const papers = new Map<PaperKey, Paper>()
      for (const paper of lists.papers()) papers.set(feed.canonical(paper.key), paper)
      for (const [key, paper] of view.papers()) papers.set(feed.canonical(key), paper)
      for (const [key, paper] of feed.papers()) papers.set(key, paper)
      return [...papers.values()]
    })

    const documents = (): readonly OpenDocument[] => [library, ...lists.documents(), ...feed.documents()]
    const [after, setAfter] = createSignal<AfterStart | null>(null)
    let starting: Promise<AfterStart> | null = null
    const openAfter = async (): Promise<AfterStart> => {
      const { createAfterStart } = await fetchCode(() => import('./afterStart.ts'))
      const parts = {
        keyring: keyring.value,
        library,
        view,
        desk,
        lists,
        feed,
        documents,
        history,
        transport,
      }
      const make = (): AfterStart => createAfterStart({ ...parts, ready })
      const opened = runWithOwner(owner, make) ?? make()
      setAfter(opened)
      return opened
    }
    const afterStart = (): Promise<AfterStart> => (starting ??= openAfter())

    holdLibrary(capability.room)
    let later: Promise<Later> | null = null
    const openLater = async (): Promise<Later> => {
      const { createLater } = await fetchCode(() => import('./later.ts'))
      const room = capability.room
      const parts = { desk, view, history, carrel, room, library, lists, feed, transport }
      const make = (): Later => createLater({ ...parts, keyring: keyring.value })
      return runWithOwner(owner, make) ?? make()
    }
    const carrel: Carrel = {
      drawable,
      ready,
      status: () => statusOf(documents(), connected()),
      problems: () => after()?.standing() ?? [],
      dismissProblem: (id) => after()?.dismiss(id),
      paper: paperOf,
      allPapers,
      cite: (keys, format) =>
        void copyCitations(
          keys.map(paperOf).filter((paper) => paper !== null),
          format,
        ).then((sentence) => history.say(sentence)),
      library: createLibraryState({
        desk,
        document: library,
        connected,
        view,
        paperOf,
        history,
        onProfile: (profile) => lists.rename(profile),
      }),
      feed,
      lists,
      undo: history,
      device: createDevice(shell, relayUrl.href),
      devices: async () => (await afterStart()).devices(),
      later: () => (later ??= openLater()),
      safekeeping: afterStart,
    }
    return ok(carrel)
  })
}
