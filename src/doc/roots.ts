/** Roots whose entries are claims (claims.ts): "<subject> <writer>". */
const CLAIM_ROOTS: ReadonlySet<string> = new Set([
  'saved',
  'reading',
  'tags',
  'lists',
  'archived',
  'feeds',
  'views',
  'added',
  'votes',
  'why',
  'resolved',
  'stage',
  'schedule',
  'meetings',
  'published',
])

export const isClaimRoot = (root: string): boolean => CLAIM_ROOTS.has(root)
