import type { ListComment } from '../../state/lists.ts'

export interface Thread {
  readonly comment: ListComment
  readonly replies: readonly ListComment[]
}

const byTime = (a: ListComment, b: ListComment): number => a.at - b.at || (a.id < b.id ? -1 : 1)

/**
 * Comments in the order they were made, each with its replies. There is one level: an answer to an answer stands
 * under the first comment, and one whose comment was removed stands for itself.
 */
export const threadsOf = (comments: readonly ListComment[]): readonly Thread[] => {
  const byId = new Map(comments.map((comment) => [comment.id, comment]))
  const rootOf = (comment: ListComment): ListComment => {
    const passed = new Set<string>()
    let at = comment
    // Peers may write anything, also answers in a circle.
    while (at.replyTo !== null && !passed.has(at.id)) {
      passed.add(at.id)
      const above = byId.get(at.replyTo)
      if (!above) return at
      at = above
    }
    return at.replyTo === null || !byId.has(at.replyTo) ? at : comment
  }
  const sorted = [...comments].sort(byTime)
  const replies = new Map<string, ListComment[]>()
  const roots: ListComment[] = []
  for (const comment of sorted) {
    const root = rootOf(comment)
    if (root === comment) roots.push(comment)
    else replies.set(root.id, [...(replies.get(root.id) ?? []), comment])
  }
  return roots.map((comment) => ({ comment, replies: replies.get(comment.id) ?? [] }))
}
