import { zipSync } from 'fflate'
import type { BackupDocument } from '../backup/contents.ts'
import { docFrom } from '../backup/overview.ts'
import { readLibrary } from '../doc/libraryView.ts'
import { readList, type ListView } from '../doc/listView.ts'
import { noteWords } from '../doc/note.ts'
import { createSharedDoc } from '../doc/sharedDoc.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { localDay } from '../domain/meeting.ts'
import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { printBibliography } from '../formats/bibtex.ts'
import { printCslJson } from '../formats/printCslJson.ts'
import { utf8 } from '../lib/bytes.ts'
import type { MadeFile } from './backups.ts'

/** A list with its document, under its id. */
interface ExportedList {
  readonly id: string
  readonly doc: SharedDoc
  readonly view: ListView
}

const MAX_NAME = 60
const day = (time: number): string => new Date(time).toISOString()

/** Names for files that no system stumbles over, each once: letters and digits of any script, and hyphens. */
const createNames = (): ((title: string) => string) => {
  const taken = new Set<string>()
  return (title) => {
    const tidy = title
      .normalize('NFC')
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
      .slice(0, MAX_NAME)
      .replace(/^-+|-+$|[\uD800-\uDBFF]$/gu, '')
    // What Windows takes for a device is no name either.
    const base = tidy === '' || /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(tidy) ? `_${tidy}` : tidy
    let name = base
    for (let turn = 2; taken.has(name.toLowerCase()); turn++) name = `${base}-${turn}`
    taken.add(name.toLowerCase())
    return name
  }
}

const README = `Everything you have in Carrel, in formats that other programs read.

papers.bib          your papers as BibTeX (UTF-8)
papers.csl.json     the same as CSL-JSON, for Zotero, Pandoc and other citation processors
tags/<tag>.bib      the papers of each of your tags
lists/<list>.bib    the papers of each list
lists/<list>.md     each list with reasons, votes, dates, the group's notes and the discussions
notes.md            your private notes
everything.json     all of it: papers, when saved, reading states, tags, notes, skipped papers, days that are
                    done, and lists with members, votes, stages, schedule, tags, notes and comments

No keys are in it: it is for reading and for other programs. What brings everything back into Carrel is a backup.
`

const exportedList = ({ id, doc, view }: ExportedList) => {
  const nameOf = (member: string | null): string | null =>
    member === null ? null : (view.members.get(member)?.name ?? member)
  const keys = new Set([...view.entries.keys(), ...view.comments.keys(), ...view.noted])
  return {
    id,
    title: view.meta.title,
    description: view.meta.description,
    meeting: view.meeting,
    members: [...view.members].map(([member, { name, gone }]) => ({ id: member, name, gone })),
    papers: [...keys].map((key) => {
      const entry = view.entries.get(key)
      return {
        key,
        title: view.papers.get(key)?.title ?? key,
        onList: entry !== undefined,
        addedBy: nameOf(entry?.addedBy ?? null),
        addedAt: entry ? day(entry.addedAt) : null,
        why: entry?.why ?? '',
        votes: (entry?.votes ?? []).map(nameOf),
        reading: [...(entry?.reading ?? [])].map(([member, state]) => ({ by: nameOf(member), state })),
        stage: entry?.stage ?? null,
        date: entry?.date ?? null,
        presenter: nameOf(entry?.presenter ?? null),
        tags: (view.tags.get(key) ?? []).map((tag) => view.tagNames.get(tag)?.name ?? tag),
        note: view.noted.has(key) ? noteWords(doc, key) : '',
        comments: (view.comments.get(key) ?? []).map((said) => ({
          id: said.id,
          by: nameOf(said.author),
          at: day(said.at),
          text: said.text,
          replyTo: said.replyTo,
          resolved: said.resolved && { by: nameOf(said.resolved.by), at: day(said.resolved.at) },
        })),
      }
    }),
  }
}

/** A line that a Markdown reader shows as it is. */
const line = (text: string): string => text.replace(/\s+/gu, ' ').replace(/[\\`*_[\]<>#]/gu, '\\$&')

const printListNotes = (list: ReturnType<typeof exportedList>): string =>
  [
    `# ${line(list.title)}`,
    ...(list.description ? ['', list.description] : []),
    ...list.papers.flatMap((paper) => [
      '',
      `## ${line(paper.title)}`,
      '',
      [
        paper.key,
        paper.onList ? `added by ${line(paper.addedBy ?? '')}` : 'not on the list any more',
        ...(paper.votes.length > 0
          ? [`voted for by ${paper.votes.map((name) => line(name ?? '')).join(', ')}`]
          : []),
        ...(paper.date ? [`on ${paper.date}`] : []),
        ...(paper.presenter ? [`presented by ${line(paper.presenter)}`] : []),
      ].join(' · '),
      ...(paper.why ? ['', `> ${paper.why.replace(/\n/gu, '\n> ')}`] : []),
      ...(paper.note ? ['', paper.note] : []),
      ...paper.comments.flatMap(({ by, at, text, replyTo }) => [
        '',
        `- **${line(by ?? '')}**, ${at.slice(0, 10)}${replyTo ? ', in answer' : ''}: ${text.replace(/\n/gu, '\n  ')}`,
      ]),
    ]),
    '',
  ].join('\n')

/** A zip knows the years 1980 to 2099 only, and a clock may say any. */
const zipTime = (now: number): Date =>
  new Date(Math.min(Math.max(now, Date.UTC(1980, 0, 2)), Date.UTC(2099, 11, 30)))

/** One zip with everything a person can read, for other programs; no keys are in it. */
export const exportEverything = (documents: readonly BackupDocument[], now: number): MadeFile => {
  const opened = documents.flatMap(({ name, state }) => {
    const doc = docFrom(state)
    return doc ? [{ name, doc }] : []
  })
  const doc = opened.find(({ name }) => name.startsWith('library:'))?.doc ?? createSharedDoc()
  const view = readLibrary(doc).view()
  const held: readonly ExportedList[] = opened
    .filter(({ name }) => name.startsWith('list:'))
    .map((list) => ({ id: list.name.slice('list:'.length), doc: list.doc, view: readList(list.doc).view() }))
  const keys = new Set<PaperKey>([
    ...view.papers.keys(),
    ...view.saved.keys(),
    ...view.reading.keys(),
    ...view.tags.keys(),
    ...view.noted,
  ])
  const tagName = (tag: string): string => view.tagNames.get(tag)?.name ?? tag
  const noteOf = (key: PaperKey): string => (view.noted.has(key) ? noteWords(doc, key) : '')
  const known = (of: Iterable<PaperKey>, papers: ReadonlyMap<PaperKey, Paper>): readonly Paper[] =>
    [...of].flatMap((key) => papers.get(key) ?? view.papers.get(key) ?? [])
  const lists = held.map(exportedList)
  const papers = [...keys].map((key) => {
    const saved = view.saved.get(key)
    return {
      ...view.papers.get(key),
      key,
      savedAt: saved === undefined ? null : day(saved),
      reading: view.reading.get(key) ?? null,
      tags: (view.tags.get(key) ?? []).map(tagName),
      note: noteOf(key),
    }
  })
  const files: Record<string, Uint8Array> = {
    'README.txt': utf8(README),
    'papers.bib': utf8(printBibliography(known(keys, view.papers))),
    'papers.csl.json': utf8(printCslJson(known(keys, view.papers))),
    'everything.json': utf8(
      JSON.stringify(
        {
          format: 'carrel-export',
          version: 1,
          exportedAt: day(now),
          profile: view.profile,
          papers,
          skipped: [...view.skipped],
          daysDone: [...view.days.keys()],
          lists,
        },
        null,
        1,
      ),
    ),
  }
  const noted = papers.filter(({ note }) => note !== '')
  files['notes.md'] = utf8(
    [
      '# Private notes',
      ...noted.flatMap(({ key, title, note }) => ['', `## ${line(title ?? key)}`, '', key, '', note]),
      '',
    ].join('\n'),
  )
  const tagNames = createNames()
  for (const tag of new Set([...view.tags.values()].flat())) {
    const tagged = [...view.tags].flatMap(([key, tags]) => (tags.includes(tag) ? [key] : []))
    files[`tags/${tagNames(tagName(tag))}.bib`] = utf8(printBibliography(known(tagged, view.papers)))
  }
  const listNames = createNames()
  held.forEach((list, at) => {
    const exported = lists[at]
    const name = listNames(list.view.meta.title || 'Untitled list')
    files[`lists/${name}.bib`] = utf8(printBibliography(known(list.view.entries.keys(), list.view.papers)))
    if (exported) files[`lists/${name}.md`] = utf8(printListNotes(exported))
  })
  const bytes = new Uint8Array(zipSync(files, { level: 6, mtime: zipTime(now) }))
  for (const one of opened) one.doc.destroy()
  return { name: `carrel-export-${localDay(now)}.zip`, bytes }
}
