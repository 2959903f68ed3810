import type { PaperKey } from '../domain/paperKey.ts'
import type { Mate } from '../ui/choice.ts'
import type { ListEntry, Member } from './lists.ts'

interface NamedList {
  readonly title: string
  readonly entries: readonly Pick<ListEntry, 'key' | 'addedBy' | 'votes'>[]
  readonly member: (id: string) => Pick<Member, 'name' | 'colour' | 'me'> | null
}

/**
 * Labmates by the papers that they added to a list of mine or voted for there, each person once: members are known
 * under another id in every list, so that name and colour tell who is who. Whoever left is left out.
 */
export const indexMates = (
  lists: readonly NamedList[],
  canonical: (key: PaperKey) => PaperKey,
): ReadonlyMap<PaperKey, readonly Mate[]> => {
  const found = new Map<PaperKey, Map<string, Mate>>()
  for (const { title, entries, member } of lists)
    for (const { key, addedBy, votes } of entries) {
      const note = (id: string, did: string): void => {
        const mate = member(id)
        if (!mate || mate.me) return
        const paper = canonical(key)
        const people = found.get(paper) ?? new Map<string, Mate>()
        found.set(paper, people)
        const who = `${mate.colour} ${mate.name}`
        const label = `${mate.name || 'Someone without a name'} ${did} ${title}`
        if (!people.has(who)) people.set(who, { name: mate.name, colour: mate.colour, label })
      }
      note(addedBy, 'added it to')
      for (const id of votes) note(id, 'voted for it in')
    }
  return new Map([...found].map(([key, people]) => [key, [...people.values()]]))
}
