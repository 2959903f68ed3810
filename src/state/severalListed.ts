import { untrack, type Accessor } from 'solid-js'
import { MAX_PAPERS_AT_ONCE } from '../doc/limits.ts'
import * as verbs from '../doc/severalListed.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Stage } from '../domain/stage.ts'
import { count } from '../lib/text.ts'
import type { SeveralListed } from './lists.ts'
import type { HeldList } from './openListState.ts'

const STAGE_NAMES: Record<Stage, string> = {
  'to-read': 'To read',
  reading: 'Reading',
  discussed: 'Discussed',
}

/** A list's verbs for several of its papers, each one act with one undo. */
export const createSeveralListed =
  (held: Accessor<ReadonlyMap<string, HeldList>>) =>
  (listId: string): SeveralListed => {
    const list = (): HeldList | undefined => untrack(held).get(listId)
    const number = (keys: readonly PaperKey[]): string =>
      count(Math.min(keys.length, MAX_PAPERS_AT_ONCE), 'paper', 'papers')
    return {
      remove(keys) {
        const one = list()
        one?.act(`${number(keys)} removed from ${one.view.meta().title}`, () =>
          verbs.removePapers(one.desk, keys),
        )
      },
      vote(keys, voted) {
        const one = list()
        const fresh = keys.filter((key) => one?.open.entry(key)?.votedByMe === !voted)
        one?.act(voted ? `Voted for ${number(fresh)}` : `Votes for ${number(fresh)} taken back`, () =>
          verbs.votePapers(one.desk, fresh, voted),
        )
      },
      setStage(keys, stage) {
        const one = list()
        const fresh = keys.filter((key) => one?.open.entry(key)?.stage !== stage)
        one?.act(`${number(fresh)} moved to ${STAGE_NAMES[stage]}`, () =>
          verbs.setStages(one.desk, fresh, stage),
        )
      },
      schedule(keys, values) {
        const one = list()
        one?.act(`Date and presenter of ${number(keys)} changed`, () =>
          verbs.setSchedules(one.desk, keys, values),
        )
      },
    }
  }
