import path from 'node:path'
import { HOUSE_FILES, ROOMS, type RoomRule } from './rooms.ts'
import { readSyntax } from './syntax.ts'

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string
  readonly text: string
}

const FORBIDDEN_WORDS = /^(?:utils?|helpers?|managers?|common)$/i
const CODE = /\.(?:ts|tsx|mts|js|jsx|mjs)$/

/** The room a file of `src` or `server` stands in; `null` where it stands in none. */
export const roomOf = (file: string): string | null => {
  const parts = file.split('/')
  const [ground, first, second] = parts
  if (ground === 'src' && first === 'features')
    return parts.length > 3 && `features/${second}` in ROOMS ? `features/${second}` : null
  if (ground === 'src') return parts.length > 2 && first !== undefined && first in ROOMS ? first : null
  if (ground !== 'server') return null
  if (parts.length === 2) {
    if (/\.(?:md|json)$/.test(file)) return 'server/main'
    return file.endsWith('.mjs') ? 'server/build' : file === 'server/main.ts' ? 'server/main' : null
  }
  const room = `server/${first}`
  return room in ROOMS && room !== 'server/main' && room !== 'server/build' ? room : null
}

/** The words of a name: `readUtilsOf` and `read-utils-of` are both `read utils of`. */
const wordsOf = (name: string): readonly string[] =>
  name.replace(/([a-z\d])([A-Z])/g, '$1 $2').split(/[^A-Za-z\d]+/)

const allowsRoom = (rule: RoomRule, room: string): boolean =>
  rule.rooms.includes(room) || (room.startsWith('features/') && rule.rooms.includes('features'))

const allowsPackage = (rule: RoomRule, name: string): boolean =>
  rule.packages.some((known) =>
    /[-/:]$/.test(known) ? name.startsWith(known) : name === known || name.startsWith(`${known}/`),
  )

const checkImport = (
  file: string,
  room: string,
  rule: RoomRule,
  found: { readonly from: string; readonly how: 'import' | 'url' },
): string | null => {
  const name = found.from.replace(/\?.*$/, '')
  if (!name.startsWith('.')) {
    if (found.how === 'url' || /^(?:https?:)?\/\//.test(name))
      return found.how === 'url' ? null : `imports from the network: ${name}`
    return allowsPackage(rule, name) ? null : `room ${room} does not import package ${name}`
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), name))
  if (file.startsWith('src/') && target.startsWith('server/')) return `src never imports server (${name})`
  if (!/^(?:src|server)\//.test(target))
    return room === 'server/build' || room === 'server/main'
      ? null
      : `imports what is no source file: ${name}`
  if (!/\.[a-z]+$/.test(target)) return `writes no extension behind ${name}`
  const other = roomOf(target)
  if (other === null) return `imports from an unknown room: ${name}`
  if (other === room) return null
  if (room.startsWith('features/') && other.startsWith('features/'))
    return `a feature never imports a feature (${other})`
  if (found.how === 'url' && rule.byUrl?.includes(other)) return null
  if (!allowsRoom(rule, other)) return `room ${room} does not import room ${other} (${name})`
  const only = rule.only?.[other]
  if (only && !only.includes(path.posix.basename(target)))
    return `room ${room} reaches room ${other} through ${only.join(' and ')} alone, not ${name}`
  return null
}

/** Every breach of the house's rules in one file, each as `path:line: sentence`. */
export const checkFile = ({ path: file, text }: SourceFile): readonly string[] => {
  if (HOUSE_FILES.some((known) => known.test(file))) return []
  const breaches: string[] = []
  const room = roomOf(file)
  const rule = room === null ? undefined : ROOMS[room]
  if (room === null || !rule) return [`${file}: stands in no known room`]

  const base = path.posix.basename(file).replace(/\..*$/, '')
  if (file.split('/').some((part) => wordsOf(part).some((word) => FORBIDDEN_WORDS.test(word))))
    breaches.push(`${file}: the name says nothing (utils, helpers, manager, common)`)
  if (!CODE.test(file)) return breaches
  if (base === 'index') breaches.push(`${file}: an index file is a barrel`)

  const syntax = readSyntax(file, text)
  const add = (line: number, sentence: string): void => void breaches.push(`${file}:${line}: ${sentence}`)
  for (const fault of syntax.faults) add(1, `cannot be read: ${fault}`)
  for (const found of syntax.imports) {
    const sentence = checkImport(file, room, rule, found)
    if (sentence !== null) add(found.line, sentence)
  }
  for (const line of syntax.defaultExports) add(line, 'exports a default')
  for (const line of syntax.reexports) add(line, 're-exports another file (a barrel)')
  for (const line of syntax.staleTexts)
    add(line, 'gives a text that is never said anew; put <>…</> around it')
  for (const line of syntax.madeParts)
    add(line, 'fetches more than the import of one file: asked for again, that file is all that comes')
  for (const line of syntax.enums) add(line, 'declares an enum')
  for (const { name, line } of syntax.names)
    if (wordsOf(name).some((word) => FORBIDDEN_WORDS.test(word)))
      add(line, `the name ${name} says nothing (utils, helpers, manager, common)`)
  for (const { what, line, reasoned } of syntax.suppressions)
    if (!reasoned) add(line, `${what} without a line “// reason: …”`)
  return breaches
}
