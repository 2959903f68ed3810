import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkFile, roomOf, type SourceFile } from './architecture/check.ts'
import { ROOMS } from './architecture/rooms.ts'

const root = path.resolve(import.meta.dirname, '..')
/** What the build leaves lying about; git ignores it too. */
const NOT_OURS = new Set(['node_modules', 'dist', 'data'])

/** All that may stand beside dot-files. */
const TOP_LEVEL = [
  ...['src', 'server', 'public', 'tests'],
  ...['vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'LICENSE'],
]

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesUnder(name)
    return [name]
  })

const file = (name: string, text: string): SourceFile => ({ path: name, text })
const breachesOf = (name: string, text: string): readonly string[] => checkFile(file(name, text))

describe('the house', () => {
  const names = [...filesUnder('src'), ...filesUnder('server')]

  it('was read: there are source files in the rooms that carry it', () => {
    const rooms = new Set(names.map((name) => roomOf(name)))
    for (const room of ['lib', 'domain', 'state', 'app', 'ui']) expect(rooms).toContain(room)
    expect(names.length).toBeGreaterThan(40)
  })

  it('has nothing at its top level that does not belong there', () => {
    const strays = readdirSync(root).filter(
      (name) => !name.startsWith('.') && !NOT_OURS.has(name) && !TOP_LEVEL.includes(name),
    )
    expect(strays).toEqual([])
  })

  it('keeps every rule in every file', () => {
    const breaches = names.flatMap((name) =>
      checkFile(file(name, readFileSync(path.join(root, name), 'utf8'))),
    )
    expect(breaches).toEqual([])
  })

  it('lets no room be imported in a circle', () => {
    const seen = new Map<string, 'open' | 'done'>()
    const visit = (room: string, trail: readonly string[]): void => {
      expect(seen.get(room) === 'open', `a circle: ${[...trail, room].join(' → ')}`).toBe(false)
      if (seen.has(room)) return
      seen.set(room, 'open')
      for (const next of ROOMS[room]?.rooms ?? []) if (next !== 'features') visit(next, [...trail, room])
      seen.set(room, 'done')
    }
    for (const room of Object.keys(ROOMS)) visit(room, [])
  })
})

describe('the checker finds', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    // what, file, text, words of the finding
    [
      'a part of the app that is made of what is fetched, while it is fetched',
      'src/state/a.ts',
      "export const a = fetchCode(async () => (await import('./b.ts')).make())",
      'fetches more than the import of one file',
    ],
    [
      'two parts of the app that are fetched as one',
      'src/ui/a.tsx',
      "export const A = latePart(() => Promise.all([import('./B.tsx'), import('./C.tsx')]), (code) => code[0].B)",
      'fetches more than the import of one file',
    ],
    ['a file in an unknown room', 'src/attic/box.ts', '', 'no known room'],
    ['a file in no room at all', 'src/stray.ts', '', 'no known room'],
    ['an unknown feature', 'src/features/games/Chess.tsx', '', 'no known room'],
    ['an unknown room of the server', 'server/mail/send.ts', '', 'no known room'],
    [
      'an edge that is not in the table',
      'src/lib/a.ts',
      "import type { Paper } from '../domain/paper.ts'",
      'room lib does not import room domain',
    ],
    [
      'an edge inside a dynamic import',
      'src/ui/A.tsx',
      "export const load = () => import('../state/carrel.ts')",
      'room ui does not import room state',
    ],
    [
      'an edge inside a type',
      'src/ui/A.tsx',
      "export type A = import('../doc/listView.ts').ListView",
      'room ui does not import room doc',
    ],
    [
      'a package that is not in the table',
      'src/domain/a.ts',
      "import * as Y from 'yjs'",
      'does not import package yjs',
    ],
    [
      'a package whose name only begins like a granted one',
      'src/doc/a.ts',
      "import x from 'yjs-extra'",
      'does not import package yjs-extra',
    ],
    [
      'Node in the browser',
      'src/storage/a.ts',
      "import fs from 'node:fs'",
      'does not import package node:fs',
    ],
    [
      'a feature that imports a feature',
      'src/features/feed/A.tsx',
      "import { B } from '../lists/B.tsx'",
      'a feature never imports a feature',
    ],
    [
      'a feature that names a Y type',
      'src/features/feed/A.tsx',
      "import * as Y from 'yjs'",
      'does not import package yjs',
    ],
    [
      'a feature that builds the machine itself',
      'src/features/feed/A.tsx',
      "import { createCarrel } from '../../state/createCarrel.ts'",
      'context.ts alone, not',
    ],
    [
      'sources in a feature other than add',
      'src/features/feed/A.tsx',
      "import { parsePapersPage } from '../../sources/page/parsePapersPage.ts'",
      'does not import room sources',
    ],
    [
      'src that imports server',
      'src/sync/a.ts',
      "import { hub } from '../../server/relay/hub.ts'",
      'src never imports server',
    ],
    [
      'the relay that learns what a paper is',
      'server/relay/a.ts',
      "import type { Paper } from '../../src/domain/paper.ts'",
      'does not import room domain',
    ],
    [
      'a worker that is imported rather than started by its address',
      'src/state/a.ts',
      "import { go } from '../workers/search.worker.ts'",
      'does not import room workers',
    ],
    ['an import without extension', 'src/domain/a.ts', "import { ok } from '../lib/result'", 'no extension'],
    [
      'a default export',
      'src/lib/a.ts',
      'const a = 1\nexport default a',
      'src/lib/a.ts:2: exports a default',
    ],
    ['a barrel', 'src/lib/all.ts', "export * from './day.ts'", 're-exports another file'],
    ['a named re-export', 'src/lib/all.ts', "export { ok } from './result.ts'", 're-exports another file'],
    ['an index file', 'src/ui/index.ts', 'export const a = 1', 'is a barrel'],
    ['an enum', 'src/lib/a.ts', 'export enum A { B }', 'declares an enum'],
    [
      'a text that a Show asks for once',
      'src/ui/A.tsx',
      'export const A = (p) => <Show when={p.n}>{(n) => `${n()} here`}</Show>',
      'never said anew',
    ],
    ['an empty name on a file', 'src/lib/textUtils.ts', '', 'says nothing'],
    ['an empty name on a folder', 'src/ui/common/A.tsx', '', 'says nothing'],
    ['an empty name on a value', 'src/sync/a.ts', 'export const connectionManager = 1', 'connectionManager'],
    ['an empty name on a type', 'src/sync/a.ts', 'export interface RoomHelper {}', 'RoomHelper'],
    ['`as` without a reason', 'src/lib/a.ts', 'export const a = JSON.parse("1") as number', '`as` without'],
    ['`!` without a reason', 'src/lib/a.ts', 'export const a = [1][0]!', '`!` without'],
    ['`any` without a reason', 'src/lib/a.ts', 'export const a = (b: any) => b', '`any` without'],
    [
      'a silenced compiler without a reason',
      'src/lib/a.ts',
      '// @ts-expect-error\nexport const a: string = 1',
      '@ts-expect-error without',
    ],
    [
      'a silenced linter without a reason',
      'src/lib/a.ts',
      '// oxlint-disable-next-line no-eval\nexport const a = 1',
      'oxlint-disable-next-line without',
    ],
    ['a reason that gives none', 'src/lib/a.ts', '// reason:\nexport const a = [1][0]!', '`!` without'],
    [
      'a reason that stands too far away',
      'src/lib/a.ts',
      '// reason: for the next line\nexport const b = 1\nexport const a = [1][0]!',
      '`!` without',
    ],
    ['a file that cannot be read', 'src/lib/a.ts', 'export const = ', 'cannot be read'],
  ]
  it.each(cases)('%s', (_what, name, text, words) => {
    expect(breachesOf(name, text).join('\n')).toContain(words)
  })
})

describe('the checker lets pass', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'an edge of the table',
      'src/domain/a.ts',
      "import { ok } from '../lib/result.ts'\nexport const a = ok(1)",
    ],
    ['a file of the same room', 'src/lib/a.ts', "import { ok } from './result.ts'\nexport const a = ok(1)"],
    [
      'a worker by its address',
      'src/state/a.ts',
      "export const url = new URL('../workers/search.worker.ts', import.meta.url)",
    ],
    [
      'a page of the app that loads features',
      'src/app/a.ts',
      "export const a = () => import('../features/add/AddPage.tsx')",
    ],
    [
      'an icon',
      'src/features/add/A.tsx',
      "import Plus from 'lucide-solid/icons/plus'\nexport const A = () => <Plus />",
    ],
    ['`as const`', 'src/lib/a.ts', 'export const a = [1] as const'],
    [
      'a renamed import',
      'src/domain/a.ts',
      "import { ok as good } from '../lib/result.ts'\nexport const a = good",
    ],
    [
      '`as` with its reason above',
      'src/lib/a.ts',
      '// reason: a test of the rule\nexport const a = 1 as number',
    ],
    [
      '`as` with a reason of several lines above its statement',
      'src/lib/a.ts',
      '// reason: a test of the rule\n// that goes on\nexport const a = f(\n  1 as number,\n)',
    ],
    [
      '`!` with its reason at the line',
      'src/lib/a.ts',
      'export const a = [1][0]! // reason: a test of the rule',
    ],
    [
      'words in text and comments',
      'src/lib/a.ts',
      "// utils, any, as\nexport const a = 'export default helpers'",
    ],
    [
      'a part of the app',
      'src/ui/a.tsx',
      "export const A = latePart(() => import('./B.tsx'), (code) => code.B)",
    ],
    ['a word that only begins like a forbidden one', 'src/lib/a.ts', 'export const utility = 1'],
  ]
  it.each(cases)('%s', (_what, name, text) => {
    expect(breachesOf(name, text)).toEqual([])
  })
})
