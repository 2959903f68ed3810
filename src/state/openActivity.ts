import { createMemo, createRoot, createSignal, onCleanup, type Accessor } from 'solid-js'
import {
  createUndoLook,
  listActs,
  mixIn,
  onActs,
  readAct,
  type ToldAct,
  type UndoLook,
} from '../doc/activity.ts'
import type { ActId, Desk } from '../doc/desk.ts'
import { onEveryChange } from '../doc/sharedDoc.ts'
import { undoActs } from '../doc/undoing.ts'
import { plainText } from '../domain/latexText.ts'
import { localDay } from '../domain/meeting.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { clip, count } from '../lib/text.ts'
import type { Activity, ActivityLine } from './activity.ts'
import { wordsOf, type ActWords, type WordSource } from './actWords.ts'
import type { ActHistory } from './undoHistory.ts'

/** How often what undoing would do is looked at again while others write. */
const LOOK_AGAIN_MS = 300
/** A sentence that is said or shown for a moment names a paper up to here. */
const MAX_SAID_TITLE = 80
const MAX_TITLES = 12

/** How the acts of a document are told. */
export interface Telling {
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

export const createTelling = (telling: Telling) => {
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
export const sentenceOf = (line: Pick<ActivityLine, 'who' | 'did' | 'title' | 'tail' | 'papers'>): string => {
  const what = line.title
    ? clip(plainText(line.title), MAX_SAID_TITLE)
    : line.papers > 1
      ? count(line.papers, 'paper', 'papers')
      : ''
  return [line.who?.me ? 'You' : (line.who?.name ?? 'Someone'), line.did, what, line.tail]
    .filter(Boolean)
    .join(' ')
}

/** What of an act is left as it is by undoing it, and why; empty where nothing is. */
const staysText = ({ restores, changed, others }: UndoLook): string => {
  const stays = changed + others
  const why =
    others === 0
      ? 'changed since'
      : changed === 0
        ? 'somebody else’s own'
        : 'changed since, or somebody else’s own'
  return stays === 0 ? '' : ` ${stays} of ${restores + stays} ${stays === 1 ? 'stays' : 'stay'}: ${why}.`
}

/** Of what nobody undoes here. */
export const NO_UNDO = { undo: null, fixed: '' }

/** The acts of a document as lines, and the way back from each. */
export const openActivity = (options: {
  readonly telling: () => Telling
  readonly desk: Desk
  readonly history: ActHistory
  readonly writable: Accessor<boolean>
  /** Ids of what is new since the person was last here. */
  readonly fresh: ReadonlySet<ActId>
  /** Why an act is not undone here, empty where nobody needs to be told; `null` where it may be. */
  readonly fixed: (act: ToldAct) => string | null
  /** Acts of the machine's own, of which nobody wants to hear. */
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
      const look = undoLook()(acts)
      if (look.restores === 0)
        return { undo: null, fixed: look.others > 0 ? 'Only who did it takes it back' : 'Changed since' }
      const papers = new Set(each.flatMap((act) => [...act.papers]))
      const said = first ? wordsOf({ ...first, papers }, telling.source, telling.words).undo : ''
      return { undo: `${said}.${staysText(look)}`, fixed: '' }
    }
    const toldOf = (id: ActId): Told | null => {
      const act = actOf(id)
      return act && !options.hides(act) ? { act, fresh: fresh.has(id) } : null
    }
    /** The first acts there are to be told, and whether there are more. */
    const take = (most: number): { readonly told: readonly Told[]; readonly more: boolean } => {
      const told: Told[] = []
      for (const id of ordered()) {
        const one = toldOf(id)
        if (one && told.length >= most) return { told, more: true }
        if (one) told.push(one)
      }
      return { told, more: false }
    }

    return {
      writable,
      waiting: () => held().length,
      show() {
        const waiting = held()
        for (const id of waiting) fresh.add(id)
        setHeld([])
        setIds((before) => mixIn(before, waiting))
      },
      lines: (acts) => fold(take(acts).told).map(([told, said]) => lineOf(told, said, undoOf)),
      hasMore: (acts) => take(acts).more,
      each: (line) =>
        line.acts
          .flatMap((id) => toldOf(id) ?? [])
          .map((one) => lineOf([one], wordsOf(one.act, telling.source, telling.words), undoOf)),
      undo(line) {
        if (!writable()) return
        const look = createUndoLook(desk)(line.acts)
        const sentence = sentenceOf(line)
        const undone = undoActs(desk, line.acts)
        again()
        if (undone === null)
          return history.say('Someone changed this meanwhile, so there was nothing to undo.')
        const rest = staysText(look)
        history.did(
          `Undone: ${sentence}${rest === '' ? '' : `.${rest}`}`,
          () => undoActs(desk, [undone]) !== null,
          `Done again: ${sentence}`,
        )
      },
      close: dispose,
    }
  })
