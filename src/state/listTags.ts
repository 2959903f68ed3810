import { createMemo } from 'solid-js'
import type { Desk } from '../doc/desk.ts'
import { MAX_LIST_TAGS, MAX_TAGS_OF_LISTED } from '../doc/limits.ts'
import { tagListed } from '../doc/listTags.ts'
import type { ListView } from '../doc/listView.ts'
import { colourTag, removeTag, renameTag, untagPaper } from '../doc/tagging.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { MAX_TAG_LENGTH, parseTagName } from '../domain/tag.ts'
import type { TagName } from './library.ts'
import type { Fields } from './fromReader.ts'
import type { ListTags } from './lists.ts'
import type { ActHistory } from './undoHistory.ts'

const NO_TAGS: readonly TagName[] = []

/** The tags that the members of one list give its papers; nobody's own tags are among them. Needs a reactive owner. */
export const createListTags = (options: {
  readonly desk: Desk
  readonly view: Fields<ListView>
  readonly resolve: (key: PaperKey) => PaperKey
  readonly history: ActHistory
  /** Runs a verb where this person may write; answers whether it did something. */
  readonly act: (sentence: string | null, verb: () => string | null) => boolean
}): ListTags => {
  const { desk, view, resolve, history, act } = options
  const known = createMemo<ReadonlyMap<string, TagName>>(() => {
    const counts = new Map<string, number>()
    const { entries, tags, tagNames } = view
    for (const [key, ids] of tags())
      if (entries().has(key)) for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
    return new Map(
      [...counts].map(([id, count]) => {
        const label = tagNames().get(id)
        return [id, { id, name: label?.name ?? id, colour: label?.colour ?? 0, count }]
      }),
    )
  })
  const all = createMemo<readonly TagName[]>(() =>
    [...known().values()]
      .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
      .slice(0, MAX_LIST_TAGS),
  )
  const byPaper = createMemo<ReadonlyMap<PaperKey, readonly TagName[]>>(
    () =>
      new Map(
        [...view.tags()].map(([key, ids]) => [
          key,
          ids
            .flatMap((id) => known().get(id) ?? [])
            .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)),
        ]),
      ),
  )
  const nameOf = (id: string): string => known().get(id)?.name ?? id
  return {
    all,
    of: (key) => byPaper().get(resolve(key)) ?? NO_TAGS,
    add(key, name) {
      const tag = parseTagName(name)
      if (tag === null) return history.say(`A tag has between 1 and ${MAX_TAG_LENGTH} characters.`)
      if ((byPaper().get(resolve(key))?.length ?? 0) >= MAX_TAGS_OF_LISTED)
        return history.say(`A paper has at most ${MAX_TAGS_OF_LISTED} tags in a list.`)
      if (view.tagNames().size >= MAX_LIST_TAGS)
        return history.say(`A list has at most ${MAX_LIST_TAGS} tags.`)
      act(`Tagged “${tag}” in ${view.meta().title}`, () => tagListed(desk, key, tag))
    },
    remove: (key, id) =>
      void act(`Tag “${nameOf(id)}” removed in ${view.meta().title}`, () => untagPaper(desk, key, id)),
    rename(id, name) {
      const tag = parseTagName(name)
      if (tag === null) history.say(`A tag has between 1 and ${MAX_TAG_LENGTH} characters.`)
      else act(`“${nameOf(id)}” is called “${tag}” now`, () => renameTag(desk, id, tag))
    },
    recolour: (id, colour) => void act('Colour changed', () => colourTag(desk, id, colour)),
    drop: (id) => void act(`“${nameOf(id)}” removed from all papers of the list`, () => removeTag(desk, id)),
  }
}
