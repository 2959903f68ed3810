/** Where a paper stands with the group of a shared list, in the order of the board's columns. */
export const STAGES = ['to-read', 'reading', 'discussed'] as const
export type Stage = (typeof STAGES)[number]

export const parseStage = (value: unknown): Stage | null => STAGES.find((stage) => stage === value) ?? null

interface Voted {
  readonly stage: Stage
  readonly votes: readonly unknown[]
}

/** Most votes first, and what has been discussed behind everything else: so the vote begins afresh after a meeting. */
export const byVotes = (a: Voted, b: Voted): number =>
  Number(a.stage === 'discussed') - Number(b.stage === 'discussed') || b.votes.length - a.votes.length
