import {
  createEffect,
  createMemo,
  createSignal,
  getOwner,
  onCleanup,
  runWithOwner,
  type Accessor,
} from 'solid-js'
import { capabilityFromOwnerSecret } from '../crypto/capability.ts'
import { createLibrary } from '../doc/libraryDoc.ts'
import { readLibrary } from '../doc/libraryView.ts'
import { mergeSnapshots, snapshotsOf, type Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { StoreProblem } from '../storage/docStore.ts'
import { readKeyring, type Keyring } from '../storage/keyring.ts'
import type { Carrel, Later, Problem } from './carrel.ts'
import { copyCitations } from './citing.ts'
import type { Devices } from './devices.ts'
import { createServerConfig, DEFAULT_RELAY, readKeptConfig } from './config.ts'
import { createDeferredSync, type DeferredSync } from './deferredSync.ts'
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
import type { problemText } from './problemText.ts'
import type { syncProblemText } from './syncProblemText.ts'
import { createActHistory } from './undoHistory.ts'

/** Wakes the connection when the person comes back, and not by a clock. */
const probeOnReturn = (probe: () => void): void => {
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') probe()
  }
  document.addEventListener('visibilitychange', onVisible)
  addEventListener('pageshow', probe)
  addEventListener('online', probe)
  onCleanup(() => {
    document.removeEventListener('visibilitychange', onVisible)
    removeEventListener('pageshow', probe)
    removeEventListener('online', probe)
  })
}

/** A disk that takes longer than this must not keep the others waiting. */
const BEGIN_MS = 2_000

/** Shows what is on the disk first, and only then loads what talks to others. */
const beginAfterPaint = (transport: DeferredSync, read: () => boolean): void => {
  const clock = setTimeout(() => transport.begin(), BEGIN_MS)
  onCleanup(() => clearTimeout(clock))
  createEffect(() => {
    if (read()) requestAnimationFrame(() => setTimeout(() => transport.begin()))
  })
}

/** The code that makes a keyring, or knows what a missing one means, comes only where it is needed. */
const keyringOf = async (): Promise<Result<Keyring, StoreProblem>> => {
  const known = await readKeyring()
  if (!known.ok) return known
  if (known.value) return ok(known.value)
  const { openKeyring } = await fetchCode(() => import('../storage/keyringWriting.ts'))
  return openKeyring()
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
    /** Comes with the code whose faults it explains. */
    let explain: typeof syncProblemText | null = null
    const transport = createDeferredSync(async () => {
      const [{ createTransport }, { checkUpdate }, texts] = await Promise.all([
        import('../sync/transport.ts'),
        import('../doc/validate.ts'),
        import('./syncProblemText.ts'),
      ])
      explain = texts.syncProblemText
      return createTransport({ url: relayUrl.href, WebSocket, validate: checkUpdate })
    })
    onCleanup(() => transport.close())
    probeOnReturn(() => transport.probe())
    const [connected, setConnected] = createSignal(transport.phase() === 'open')
    onCleanup(transport.onPhase(() => setConnected(transport.phase() === 'open')))
    const config = createServerConfig(heard, connected)

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
      if (library.store.state().loaded) createLibrary(desk)
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
    beginAfterPaint(transport, drawable)
    const allPapers = createMemo<readonly Paper[]>(() => {
      const papers = new Map<PaperKey, Paper>()
      for (const paper of lists.papers()) papers.set(feed.canonical(paper.key), paper)
      for (const [key, paper] of view.papers()) papers.set(feed.canonical(key), paper)
      for (const [key, paper] of feed.papers()) papers.set(key, paper)
      return [...papers.values()]
    })

    /** A fault that passed and comes again is told again, also to who has waved it away. */
    const forgetPassed = (present: ReadonlySet<string>): void => {
      setDismissed((before) => {
        const still = [...before].filter((id) => present.has(id))
        return still.length === before.size ? before : new Set(still)
      })
    }
    const documents = (): readonly OpenDocument[] => [library, ...lists.documents(), ...feed.documents()]
    const [dismissed, setDismissed] = createSignal<ReadonlySet<string>>(new Set())
    /** What the person must hear of their devices. */
    const [told, setTold] = createSignal<Problem | null>(null)
    /** What to say of a disk's faults, which most never have. */
    const [ofDisk, setOfDisk] = createSignal<typeof problemText | null>(null)
    createEffect(() => {
      if (documents().some((document) => document.storeProblem()))
        void fetchCode(() => import('./problemText.ts')).then((texts) => setOfDisk(() => texts.problemText))
    })
    const standing = createMemo<ReadonlyMap<string, Problem>>(() => {
      const found = new Map<string, Problem>()
      const ofDevices = told()
      if (ofDevices) found.set(ofDevices.id, ofDevices)
      for (const document of documents()) {
        const fault = document.storeProblem()
        const problem = fault && ofDisk()?.(fault)
        if (problem) found.set(problem.id, problem)
        for (const fault of document.sync().problems) {
          const text = explain?.(fault)
          if (text) found.set(text.id, text)
        }
      }
      return found
    })
    createEffect(() => forgetPassed(new Set(standing().keys())))
    const problems: Accessor<readonly Problem[]> = createMemo(() =>
      [...standing().values()].filter((problem) => !dismissed().has(problem.id)),
    )

    holdLibrary(capability.room)
    const owner = getOwner()
    const { next, lost, former } = keyring.value
    let devices: Promise<Devices> | null = null
    const openDevices = async (): Promise<Devices> => {
      const { createDevices } = await fetchCode(() => import('./devicesState.ts'))
      const address = (code: string): string => `${location.origin}/link#${code}`
      const make = (): Devices =>
        createDevices({
          keyring: keyring.value,
          library,
          view,
          desk,
          lists,
          transport,
          address,
          tell: setTold,
        })
      return runWithOwner(owner, make) ?? make()
    }
    const askDevices = (): Promise<Devices> => (devices ??= openDevices())
    createEffect(() => {
      // A library on its way, one left behind, or a second device: something is to be done without being asked for.
      if (ready() && (next || lost !== null || former.length > 0 || view.devices().size > 0))
        void askDevices()
    })

    let later: Promise<Later> | null = null
    const openLater = async (): Promise<Later> => {
      const { createLater } = await fetchCode(() => import('./later.ts'))
      const make = (): Later => createLater({ desk, view, history, carrel, canonical: feed.canonical })
      return runWithOwner(owner, make) ?? make()
    }
    const carrel: Carrel = {
      drawable,
      ready,
      status: () => statusOf(documents(), connected()),
      problems,
      dismissProblem: (id) => setDismissed((before) => new Set(before).add(id)),
      paper: paperOf,
      allPapers,
      cite: (keys) =>
        void copyCitations(keys.map(paperOf).filter((paper) => paper !== null)).then((sentence) =>
          history.say(sentence),
        ),
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
      devices: askDevices,
      later: () => (later ??= openLater()),
    }
    return ok(carrel)
  })
}
