import { untrack } from 'solid-js'
import type { LibraryView } from '../doc/libraryView.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { eagerPace } from '../search/eagerPace.ts'
import { idlePace } from '../search/idlePace.ts'
import { createRecommender } from '../search/recommender.ts'
import type { Carrel, Recommending } from './carrel.ts'
import type { Fields } from './fromReader.ts'

/** The order in which arXiv gave its ids is that of time; others stand where they stand, the same on every device. */
const newestFirst = (a: PaperKey, b: PaperKey): number => (a > b ? -1 : 1)

/** Likeness of the papers on this device, and what the person's own acts say of their taste. */
export const createRecommending = (options: {
  readonly carrel: Pick<Carrel, 'allPapers' | 'library'>
  readonly view: Fields<LibraryView>
  readonly canonical: (key: PaperKey) => PaperKey
}): Recommending => {
  const { carrel, view, canonical } = options
  /** How many wait for an order in front of an empty page; what is related may come when there is time. */
  let waiting = 0
  const recommender = createRecommender({
    now: idlePace.now,
    rest: () => (waiting > 0 ? eagerPace : idlePace).rest(),
  })
  /** The index is brought up to date with each question: what nobody asks for costs nothing. */
  const update = (): Promise<void> => recommender.update(untrack(carrel.allPapers))
  return {
    async related(key, limit) {
      await update()
      return recommender.related(
        untrack(() => canonical(key)),
        limit,
      )
    },
    taste: () =>
      untrack(() => {
        const others = [...view.tags().keys(), ...view.reading().keys()].map(canonical).sort(newestFirst)
        const kept = new Set([...carrel.library.saved().map(canonical), ...others])
        const liked = [...kept]
        const skipped = carrel
          .allPapers()
          .map((paper) => paper.key)
          .filter((key) => view.skipped().has(key) && !kept.has(key))
        return { liked, disliked: skipped.sort(newestFirst) }
      }),
    async rank(keys, taste) {
      waiting += 1
      try {
        await update()
        return await recommender.rank(keys, taste)
      } finally {
        waiting -= 1
      }
    },
  }
}
