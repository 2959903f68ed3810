import type { PaperKey } from '../domain/paperKey.ts'
import type { ActId } from './desk.ts'

/** An act of somebody else's. */
export interface NewAct {
  readonly id: ActId
  readonly at: number
  readonly by: string
  /** Of a comment: its id and the paper's. */
  readonly said: { readonly comment: string; readonly paper: PaperKey } | null
}

/** New acts. Those that said something stand apart as well: they are few, and they alone are looked into at each change. */
export interface NewActs {
  readonly all: ReadonlyMap<ActId, NewAct>
  readonly said: ReadonlyMap<ActId, NewAct>
  add(acts: Iterable<NewAct>): void
  drop(acts: Iterable<ActId>): void
  clear(): void
}

export const createNewActs = (): NewActs => {
  const all = new Map<ActId, NewAct>()
  const said = new Map<ActId, NewAct>()
  return {
    all,
    said,
    add(acts) {
      for (const act of acts) {
        all.set(act.id, act)
        if (act.said) said.set(act.id, act)
      }
    },
    drop(acts) {
      for (const id of acts) {
        all.delete(id)
        said.delete(id)
      }
    },
    clear() {
      all.clear()
      said.clear()
    },
  }
}
