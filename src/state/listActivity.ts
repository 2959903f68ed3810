import { createMemo, createRoot, createSignal, onCleanup, type Accessor } from 'solid-js'
import { undoActs } from '../doc/undoing.ts'
import { createUndoLook, listActs, mixIn, onActs, readAct, type ToldAct } from '../doc/activity.ts'
import { resolveAlias } from '../doc/aliases.ts'
import type { ActId, Desk } from '../doc/desk.ts'
import type { ListView } from '../doc/listView.ts'
import { onEveryChange } from '../doc/sharedDoc.ts'
import { plainText } from '../domain/latexText.ts'
import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { localDay } from '../domain/meeting.ts'
import { clip, count } from '../lib/text.ts'
import type { Activity, ActivityLine } from './activity.ts'
import { listWords, wordsOf, type ActWords, type WordSource } from './actWords.ts'
import type { Fields } from './fromReader.ts'
import type { ActHistory } from './undoHistory.ts'

/** How often what undoing would do is looked at again while others write. */
const LOOK_AGAIN_MS = 300
/** A sentence that is said or shown for a moment names a paper up to here. */
const MAX_SAID_TITLE = 80
const MAX_TITLES = 12

/** What is particular to a document whose acts are told. */
interface Telling {
  readonly desk: Desk
  readonly words: (act: ToldAct, source: WordSource) => ActWords
  readonly source: WordSource
  readonly titleOf: (key: PaperKey) => string
  /** The paper's key as it is known now. */
  readonly resolve: (key: PaperKey) => PaperKey
  readonly who: (by: string) => ActivityLine['who']
  /** Whether a comment speaks to this person. */
  readonly speaksToMe: (comment: string) => boolean
}

/** An act ready to be told: what is read of it once, and what its words are now. */
interface Told {
  readonly act: ToldAct
  readonly fresh: boolean
}

const commentOf = (act: ToldAct): string | null => {
  const fact = act.verb === 'comment' ? act.facts.find(({ root }) => root === 'removed') : undefined
  return fact ? fact.subject.slice('comment '.length) : null
}

const createTelling = (telling: Telling) => {
  const { desk, words, source, titleOf, resolve, who } = telling
  const paperOf = (told: readonly Told[]): ReadonlySet<PaperKey> =>
    new Set(told.flatMap(({ act }) => [...act.papers].map(resolve)))

  /** One line for acts of one person and one kind, newest first. */
  const lineOf = (
    told: readonly Told[],
    said: ActWords,
    undoOf: (ids: readonly ActId[]) => Pick<ActivityLine, 'undo' | 'fixed'>,
  ): ActivityLine => {
    const [newest] = told
    const last = told.at(-1)
    const papers = paperOf(told)
    const [paper = null] = papers
    const acts = told.map(({ act }) => act.id)
    const alone = told.length === 1
    return {
      id: last?.act.id ?? '',
      acts,
      at: Math.min(newest?.act.at ?? 0, desk.now()),
      fresh: newest?.fresh ?? false,
      who: newest ? who(newest.act.by) : null,
      did: said.did,
      paper: papers.size === 1 ? paper : null,
      title: papers.size === 1 && paper ? titleOf(paper) : '',
      tail: said.tail,
      quote: alone ? said.quote : '',
      toMe: told.some(({ act }) => telling.speaksToMe(commentOf(act) ?? '')),
      titles: papers.size > 1 ? [...papers].slice(0, MAX_TITLES).map(titleOf) : [],
      papers: papers.size,
      ...undoOf(acts),
    }
  }

  /** Acts of one person and one kind that follow each other on one day are one line. */
  const fold = (told: readonly Told[]): readonly (readonly [readonly Told[], ActWords])[] => {
    const runs: [Told[], ActWords, string][] = []
    for (const one of told) {
      const said = wordsOf(one.act, source, words)
      const day = localDay(Math.min(one.act.at, desk.now()))
      const toMe = telling.speaksToMe(commentOf(one.act) ?? '')
      const kind = JSON.stringify([one.fresh, one.act.by, day, said.did, said.tail])
      const run = runs.at(-1)
      // What speaks to the reader is not folded away.
      if (run && run[2] === kind && !toMe) run[0].push(one)
      else runs.push([[one], said, toMe ? '' : kind])
    }
    return runs.map(([acts, said]) => [acts, said])
  }
  return { lineOf, fold }
}

/** “Mara added 3 papers”, for a sentence that is said once. */
const sentenceOf = (line: Pick<ActivityLine, 'who' | 'did' | 'title' | 'tail' | 'papers'>): string => {
  const what = line.title
    ? clip(plainText(line.title), MAX_SAID_TITLE)
    : line.papers > 1
      ? count(line.papers, 'paper', 'papers')
      : ''
  return [line.who?.me ? 'You' : (line.who?.name ?? 'Someone'), line.did, what, line.tail]
    .filter(Boolean)
    .join(' ')
}

/** What of an act is left as it is by undoing it; empty where nothing is. */
const staysText = (stays: number, all: number): string =>
  stays === 0 ? '' : ` ${stays} of ${all} ${stays === 1 ? 'stays' : 'stay'}: changed since.`

const NO_UNDO = { undo: null, fixed: '' }

interface ListOptions {
  readonly memberId: string
  readonly desk: Desk
  readonly view: Fields<ListView>
  readonly paperOf: (key: PaperKey) => Paper | null
  readonly canonical: (key: PaperKey) => PaperKey
  readonly nameOf: (member: string) => string
}

const tellList = (options: ListOptions): Telling => {
  const { desk, view, memberId, nameOf } = options
  const comments = createMemo(
    () => new Map([...view.comments().values()].flatMap((said) => said.map((one) => [one.id, one] as const))),
  )
  const resolve = (key: PaperKey): PaperKey => resolveAlias(view.aliases(), key)
  return {
    desk,
    words: listWords,
    resolve,
    source: {
      nameOf,
      isMe: (by) => by === memberId,
      commentText: (id) => comments().get(id)?.text ?? null,
    },
    titleOf: (key) => (view.papers().get(key) ?? options.paperOf(key))?.title ?? 'A paper without a title',
    who: (by) => ({ name: nameOf(by), colour: view.members().get(by)?.colour ?? 7, me: by === memberId }),
    speaksToMe: (id) => id !== '' && comments().get(id)?.mentions.includes(memberId) === true,
  }
}

/** What labmates just did, in one sentence: of one kind of act what it was, of several how many and whose. */
export const sayWhatHappened = (options: ListOptions, ids: readonly ActId[]): string =>
  createRoot((dispose) => {
    const telling = tellList(options)
    const { lineOf, fold } = createTelling(telling)
    const told = ids.flatMap((id) => {
      const act = readAct(options.desk.doc, id)
      return act ? [{ act, fresh: true }] : []
    })
    const runs = fold([...told].reverse())
    const [run] = runs
    const names = [...new Set(told.map(({ act }) => options.nameOf(act.by)))]
    const others = names.length - 2
    const who = others > 0 ? `${names.slice(0, 2).join(', ')} and ${others} more` : names.join(' and ')
    const sentence =
      runs.length === 1 && run
        ? sentenceOf(lineOf(run[0], run[1], () => NO_UNDO))
        : runs.length > 1
          ? `${count(told.length, 'change', 'changes')} by ${who}`
          : ''
    dispose()
    return sentence
  })

const openActivity = (options: {
  readonly telling: () => Telling
  readonly desk: Desk
  readonly history: ActHistory
  readonly writable: Accessor<boolean>
  /** Ids of what is new since the person was last here. */
  readonly fresh: ReadonlySet<ActId>
  /** Acts that are the machine's own, or that cannot be taken back one by one, by verb. */
  readonly fixed: (act: ToldAct) => string | null
  readonly hides: (act: ToldAct) => boolean
}): Activity =>
  createRoot((dispose) => {
    const { desk, history, writable } = options
    const telling = options.telling()
    const { lineOf, fold } = createTelling(telling)
    const [ids, setIds] = createSignal<readonly ActId[]>(listActs(desk.doc))
    const [held, setHeld] = createSignal<readonly ActId[]>([])
    /** Every act is read once: what is stored of it does not change. */
    const read = new Map<ActId, ToldAct | null>()
    const actOf = (id: ActId): ToldAct | null => {
      const known = read.get(id)
      if (known !== undefined) return known
      const act = readAct(desk.doc, id)
      read.set(id, act)
      return act
    }
    const isMine = (id: ActId): boolean => telling.source.isMe(actOf(id)?.by ?? '')
    onCleanup(
      onActs(desk.doc, (arrived, gone) => {
        // What the person does here is seen at once; under the eyes of a reader nothing else moves.
        const [mine, others] = [arrived.filter(isMine), arrived.filter((id) => !isMine(id))]
        if (others.length > 0 || held().length > 0)
          setHeld((before) => [...before, ...others].filter((id) => !gone.has(id)))
        if (mine.length > 0 || gone.size > 0)
          setIds((before) => mixIn(gone.size > 0 ? before.filter((id) => !gone.has(id)) : before, mine))
        for (const id of gone) read.delete(id)
      }),
    )
    const [round, setRound] = createSignal(0)
    let clock: ReturnType<typeof setTimeout> | undefined
    const again = (): void => {
      clearTimeout(clock)
      clock = undefined
      setRound((number) => number + 1)
    }
    onCleanup(onEveryChange(desk.doc, () => (clock ??= setTimeout(again, LOOK_AGAIN_MS))))
    onCleanup(() => clearTimeout(clock))
    const undoLook = createMemo(() => {
      round()
      return createUndoLook(desk)
    })
    /** What came is new, too, once it is shown. */
    const fresh = new Set(options.fresh)
    const ordered = createMemo<readonly ActId[]>(() => {
      const all = ids()
      if (fresh.size === 0) return all
      return [...all.filter((id) => fresh.has(id)), ...all.filter((id) => !fresh.has(id))]
    })

    const undoOf = (acts: readonly ActId[]): Pick<ActivityLine, 'undo' | 'fixed'> => {
      if (!writable()) return NO_UNDO
      const each = acts.flatMap((id) => actOf(id) ?? [])
      const [first] = each
      const why = first ? options.fixed(first) : ''
      if (why !== null) return { undo: null, fixed: why }
      const { restores, changed, others } = undoLook()(acts)
      if (restores === 0)
        return { undo: null, fixed: others > 0 ? 'Only who wrote it takes it back' : 'Changed since' }
      const papers = new Set(each.flatMap((act) => [...act.papers]))
      const said = first ? wordsOf({ ...first, papers }, telling.source, telling.words).undo : ''
      const stays = changed + others
      return { undo: `${said}.${staysText(stays, restores + stays)}`, fixed: '' }
    }
    const toldOf = (some: readonly ActId[]): readonly Told[] =>
      some.flatMap((id) => {
        const act = actOf(id)
        return act && !options.hides(act) ? [{ act, fresh: fresh.has(id) }] : []
      })

    return {
      writable,
      total: () => ids().length,
      waiting: () => held().length,
      show() {
        const waiting = held()
        for (const id of waiting) fresh.add(id)
        setHeld([])
        setIds((before) => mixIn(before, waiting))
      },
      lines: (acts) =>
        fold(toldOf(ordered().slice(0, acts))).map(([told, said]) => lineOf(told, said, undoOf)),
      each: (line) =>
        toldOf(line.acts).map((one) =>
          lineOf([one], wordsOf(one.act, telling.source, telling.words), undoOf),
        ),
      undo(line) {
        if (!writable()) return
        const { restores, changed, others } = createUndoLook(desk)(line.acts)
        const sentence = sentenceOf(line)
        const undone = undoActs(desk, line.acts)
        again()
        if (undone === null)
          return history.say('Someone changed this meanwhile, so there was nothing to undo.')
        const stays = changed + others
        const rest = staysText(stays, restores + stays)
        history.did(
          `Undone: ${sentence}${rest === '' ? '' : `.${rest}`}`,
          () => undoActs(desk, [undone]) !== null,
          `Done again: ${sentence}`,
        )
      },
      close: dispose,
    }
  })

/** What happened in a list. */
export const openListActivity = (
  options: ListOptions & {
    readonly history: ActHistory
    readonly writable: Accessor<boolean>
    readonly fresh: ReadonlySet<ActId>
  },
): Activity =>
  openActivity({
    ...options,
    telling: () => tellList(options),
    hides: () => false,
    fixed: (act) =>
      (act.verb === 'comment' || act.verb === 'uncomment') && act.by !== options.memberId ? '' : null,
  })
