import { parsePaperKey } from '../../domain/paperKey.ts'
import { forgetOrphans } from '../../drafts/drafts.ts'
import type { OpenList } from '../../state/lists.ts'

/** Forgets what was begun a month ago or more at papers and comments of this list that are gone. Call where it is here. */
export const forgetGone = (list: Pick<OpenList, 'id' | 'entry' | 'commentsOn'>): void =>
  forgetOrphans((place) => {
    const words = place.split(' ')
    // Before the list stands what is edited, but for a comment.
    const at = words.indexOf(list.id)
    const key = at === 0 || at === 1 ? parsePaperKey(words[at + 1] ?? '') : null
    if (key === null) return false
    if (!list.entry(key)) return true
    const answered = at === 0 ? words[2] : undefined
    return answered !== undefined && list.commentsOn(key).every(({ id }) => id !== answered)
  })
