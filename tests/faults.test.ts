import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const FAULTS = 'src/storage/FAULTS.md'
const COLUMNS = 4

/** The rows of every table, without their headings. */
const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .filter((line, at, lines) => !line.startsWith('| ---') && !lines[at + 1]?.startsWith('| ---'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    )

/** `` `file › title` `` */
const parseTest = (cell: string): { readonly file: string; readonly title: string } | null => {
  const [, file = '', title = ''] = /^`([^›]+) › ([^`]+)`$/.exec(cell) ?? []
  return file === '' ? null : { file: file.trim(), title: title.trim() }
}

/** Whether a file holds a test, or a group of tests, of exactly this title. */
const holdsTest = (source: string, title: string): boolean =>
  ["'", '"', '`'].some((quote) => {
    const at = source.indexOf(`${quote}${title}${quote}`)
    return at >= 0 && /(?:\b(?:it|test|describe)(?:\.\w+)*(?:\([^()]*\))?)\s*\(\s*$/.test(source.slice(0, at))
  })

describe(FAULTS, () => {
  const rows = rowsOf(readFileSync(path.join(root, FAULTS), 'utf8'))

  it('has a row for each fault, with what is seen, what is kept, and a test', () => {
    expect(rows.length).toBeGreaterThan(40)
    expect(rows.filter((row) => row.length !== COLUMNS || row.some((cell) => cell === ''))).toEqual([])
  })

  it.each(rows.map((row) => [row[0] ?? '', row[COLUMNS - 1] ?? '']))(
    '%s: its test is there',
    (_fault, cell) => {
      if (cell === 'not run') return
      const named = parseTest(cell)
      if (!named) throw new Error(`no test: ${cell}`)
      const file = path.join(root, named.file)
      expect(existsSync(file), named.file).toBe(true)
      expect(holdsTest(readFileSync(file, 'utf8'), named.title), named.title).toBe(true)
    },
  )

  it('says "not run" of other browsers alone', () => {
    const unrun = rows.filter((row) => row[COLUMNS - 1] === 'not run')
    expect(unrun.filter(([fault = '']) => !/Safari|Firefox|iOS/.test(fault))).toEqual([])
  })
})

it('finds a test by its title, and not a title in a comment or another word', () => {
  expect(holdsTest("it('is told', () => {})", 'is told')).toBe(true)
  expect(holdsTest('test(\n  `is told`, {}, () => {})', 'is told')).toBe(true)
  expect(holdsTest("it.skipIf(gone)('is told', () => {})", 'is told')).toBe(true)
  expect(holdsTest("// 'is told'", 'is told')).toBe(false)
  expect(holdsTest("it('is told at once', () => {})", 'is told')).toBe(false)
})
