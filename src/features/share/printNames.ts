import type { Member } from '../../state/lists.ts'

/** Members in a sentence. */
export const printNames = (members: readonly Member[]): string =>
  new Intl.ListFormat('en', { type: 'conjunction' }).format(
    members.map((member) => (member.me ? 'you' : member.name || 'somebody without a name')),
  )
