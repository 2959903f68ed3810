import { squeeze } from '../../lib/text.ts'

const GROUP = /^\s*\d+ ExplicitGroup:(.*)$/s

/** Names of groups by the key of an entry, as JabRef and Better BibTeX write them into comments. */
export const readJabrefGroups = (comments: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, string[]>()
  for (const comment of comments) {
    if (!/^\s*jabref-meta:\s*group(?:s|stree|ing)/.test(comment)) continue
    // Long lines are broken anywhere; a group ends at a semicolon without a backslash.
    for (const part of comment
      .replace(/^[^:]*:[^:]*:/, '')
      .replace(/\n/g, '')
      .split(/(?<!\\);/)) {
      const fields = GROUP.exec(part)?.[1]?.split('\\;') ?? []
      const name = squeeze((fields[0] ?? '').replace(/\\\\/g, '\\').replace(/\\:/g, ':'))
      for (const key of fields.slice(2)) {
        const tidy = key.trim()
        if (tidy === '' || name === '') continue
        const known = groups.get(tidy)
        if (known) known.push(name)
        else groups.set(tidy, [name])
      }
    }
  }
  return groups
}
