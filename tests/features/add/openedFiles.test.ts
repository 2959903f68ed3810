import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { OPENED_FILES } from '../../../src/features/add/openedFiles.ts'
import { isReferenceName } from '../../../src/formats/references/sniffReferences.ts'

const manifest: {
  readonly share_target: {
    readonly params: { readonly files: readonly { readonly accept: readonly string[] }[] }
  }
  readonly file_handlers: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[]
} = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../public/manifest.webmanifest'), 'utf8'),
)
const endings = (names: readonly string[]): readonly string[] =>
  names.filter((name) => name.startsWith('.')).sort()

test('what the system opens with Carrel, what other apps share into it and what the page opens are the same', () => {
  const opened = endings(OPENED_FILES.split(','))
  const handled = manifest.file_handlers.flatMap(({ accept }) => Object.values(accept).flat())
  expect(endings(handled)).toEqual(opened)
  expect(endings(manifest.share_target.params.files.flatMap(({ accept }) => accept))).toEqual(opened)
})

test('and each ending is one that something reads', () => {
  for (const ending of endings(OPENED_FILES.split(',')))
    expect(
      ['.txt', '.text', '.md', '.carrel'].includes(ending) || isReferenceName(`a${ending}`),
      ending,
    ).toBe(true)
})
