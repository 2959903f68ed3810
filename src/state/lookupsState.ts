import { createMemo, createSignal, onCleanup, untrack, type Accessor } from 'solid-js'
import type { Desk } from '../doc/desk.ts'
import { savePapers, setSetting } from '../doc/libraryDoc.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { undoAct } from '../doc/undoing.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { err, ok } from '../lib/result.ts'
import { count } from '../lib/text.ts'
import { idsOfKey, registriesFor, type PaperIds, type Registry } from '../refresh/lookup.ts'
import { createLookupQueue } from '../refresh/lookupQueue.ts'
import { createLookupRows, type LookupChannel } from '../refresh/lookupRows.ts'
import { MAX_LOOKUPS } from '../refresh/limits.ts'
import { lookupDisk } from '../storage/lookupDisk.ts'
import { announce } from '../ui/announce.ts'
import { plainText } from '../domain/latexText.ts'
import type { DeferredSync } from './deferredSync.ts'
import { fetchCode } from './fetchCode.ts'
import type { Fields } from './fromReader.ts'
import { keepLookedUp } from './keepLookedUp.ts'
import type { ListsState } from './listsState.ts'
import { readOrigins, type Origins } from './lookupOrigins.ts'
import { REGISTRY_NAMES, stateOfLookup } from './lookupWords.ts'
import type { LookupState, Lookups, NamedIds } from './lookups.ts'
import type { OpenDocument } from './openDocument.ts'
import type { ActHistory } from './undoHistory.ts'

const NAME = 'carrel-lookups'
/** In the library: what is not looked up here is not looked up on the person's other devices either. */
const SETTING = 'lookups'
const settingSentence = (on: boolean): string =>
  on ? 'Papers you add are looked up' : 'Papers you add are not looked up'

const createChannel = (): LookupChannel => {
  if (typeof BroadcastChannel === 'undefined') return { say: () => undefined, listen: () => undefined }
  const channel = new BroadcastChannel(NAME)
  onCleanup(() => channel.close())
  return {
    say: (asking) => channel.postMessage(asking),
    listen: (heard) => {
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        // Another version's tab may say it otherwise.
        if (Array.isArray(data)) heard(data.filter((one) => Array.isArray(one) && one.length === 2))
      }
    },
  }
}

const alone = async (work: () => Promise<void>): Promise<void> => {
  const { locks } = navigator
  await (locks ? locks.request(NAME, work) : work())
}

/** Looks papers up by id for this person, and says what becomes of each. Needs a reactive owner. */
export const createLookupsState = (options: {
  readonly desk: Desk
  readonly view: Fields<LibraryView>
  readonly library: OpenDocument
  readonly lists: ListsState
  readonly canonical: (key: PaperKey) => PaperKey
  readonly history: ActHistory
  readonly transport: Pick<DeferredSync, 'phase' | 'onPhase'>
  /** Whom the admin let be asked when that was last heard; what is offered by it does not wait for the server. */
  readonly heard: Origins | null
}): Lookups => {
  const { desk, view, library, lists, canonical, history, transport } = options
  const [changed, setChanged] = createSignal(0)
  const [origins, setOrigins] = createSignal<Origins | null>(options.heard)
  const isOn: Accessor<boolean> = () => view.settings().get(SETTING) !== false
  const libraryKept = (): ReturnType<OpenDocument['store']['flushed']> => library.store.flushed()

  /** What is known about before is not said again. */
  let unknown: ReadonlySet<PaperKey> | null = null
  const sayUnknown = (all: readonly LookupState[]): void => {
    const now = all.filter(({ type }) => type === 'unknown')
    const [first, ...others] = now.filter(({ key }) => unknown && !unknown.has(key))
    if (first) announce(others.length === 0 ? first.words : `${others.length + 1} papers are not known`)
    unknown = new Set(now.map(({ key }) => key))
  }
  const queue = createLookupQueue({
    rows: createLookupRows(lookupDisk, createChannel()),
    line: {
      fetch: (url, init) => fetch(url, init),
      now: () => Date.now(),
      online: () => navigator.onLine,
      setTimer(ms, then) {
        const clock = setTimeout(then, ms)
        return () => clearTimeout(clock)
      },
    },
    ask: async (line, ...question) => {
      const { askRegistry } = await fetchCode(() => import('../refresh/askRegistry.ts'))
      // A browser takes a cable that leads nowhere for a network: who reaches not even the relay has none.
      return askRegistry(
        { ...line, online: () => line.online() && transport.phase() === 'open' },
        ...question,
      )
    },
    random: Math.random,
    alone,
    origins: () => untrack(origins),
    isOn: () => untrack(isOn) && !untrack(view.meta).newer,
    async keep(found) {
      const kept = await keepLookedUp({ desk, view, lists, canonical, libraryKept }, found)
      const [first, ...others] = [...found.values()]
      if (kept && first)
        announce(others.length === 0 ? `Found: ${plainText(first.title)}` : `${found.size} papers were found`)
      return kept
    },
    onChange: () => {
      setChanged((before) => before + 1)
      sayUnknown(untrack(all))
    },
  })
  onCleanup(() => queue.close())

  const goOn = async (): Promise<void> => {
    setOrigins(await readOrigins())
    await queue.wake()
  }
  const onNetwork = (): void => {
    setChanged((before) => before + 1)
    if (navigator.onLine) void goOn()
  }
  for (const event of ['online', 'offline']) {
    addEventListener(event, onNetwork)
    onCleanup(() => removeEventListener(event, onNetwork))
  }
  onCleanup(
    transport.onPhase(() => {
      if (transport.phase() === 'open') void goOn()
    }),
  )
  const begun = library.whenLoaded.then(() => queue.wake())
  void begun.then(goOn)

  const namedFor = (ids: PaperIds): readonly Registry[] =>
    registriesFor(ids).filter((registry) => origins()?.[registry] !== null)
  const all = createMemo<readonly LookupState[]>(() => {
    changed()
    const asking = queue.asking()
    return queue.all().map((row) =>
      stateOfLookup(row, {
        asking: asking.get(row.key),
        on: isOn(),
        named: namedFor(row).length > 0,
        online: navigator.onLine,
      }),
    )
  })
  const byKey = createMemo(() => new Map(all().map((state) => [state.key, state])))
  const idsOf = ({ key, arxivId, doi }: NamedIds): PaperIds => {
    if (arxivId !== undefined) return { arxivId }
    return doi === undefined ? idsOfKey(key) : { doi }
  }
  const asks = (paper: NamedIds): string | null => {
    const ids = idsOf(paper)
    const [first] = ids.arxivId === undefined && ids.doi === undefined ? [] : namedFor(ids)
    return first === undefined ? null : REGISTRY_NAMES[first]
  }

  return {
    on: isOn,
    setOn(on) {
      const act = setSetting(desk, SETTING, on ? null : false)
      if (act !== null) history.did(settingSentence(on), () => undoAct(desk, act), settingSentence(!on))
      void goOn()
    },
    asks,
    all,
    of: (key) => byKey().get(key) ?? byKey().get(canonical(key)) ?? null,
    async add(papers) {
      const act = savePapers(
        desk,
        papers.map(({ key }) => ({ key, snapshots: [] })),
      )
      await begun
      const wanted = untrack(() => (isOn() ? papers.filter((paper) => asks(paper) !== null) : []))
      const waiting = new Set(queue.all().map(({ key }) => key))
      const left = queue.add(wanted.map((paper) => ({ key: paper.key, ...idsOf(paper), asked: false })))
      const fresh = wanted.map(({ key }) => key).filter((key) => !waiting.has(key))
      if (act !== null)
        history.did(papers.length === 1 ? 'Saved' : `${papers.length} papers saved`, () => {
          queue.remove(fresh)
          return undoAct(desk, act)
        })
      if (left > 0)
        return err(
          `${MAX_LOOKUPS} papers wait to be looked up already, so ${count(left, 'paper was', 'papers were')} saved without a title. Look them up once those are done.`,
        )
      return (await queue.kept())
        ? ok(null)
        : err(
            'This device’s disk did not keep that these papers are to be looked up: they are, while this tab stays open.',
          )
    },
    look(paper) {
      if (queue.add([{ key: paper.key, ...idsOf(paper), asked: true }]) > 0)
        history.say(`${MAX_LOOKUPS} papers wait to be looked up already. Try again once those are done.`)
      void goOn()
    },
    giveUp(key) {
      const row = queue.all().find((one) => one.key === key)
      if (!row) return
      queue.remove([key])
      history.did(
        'No longer looked up',
        () => {
          const { asked } = row
          return queue.add([{ key, ...idsOf(row), asked }]) === 0
        },
        'It is looked up again',
      )
    },
  }
}
