import { describe, expect, test } from 'vitest'
import type { PaperSnapshot } from '../../src/domain/paper.ts'
import { excerptsOfDifference, provenanceOf } from '../../src/domain/provenance.ts'

const hub: PaperSnapshot = {
  source: 'huggingface',
  title: 'Deep  Nets: A \\emph{Survey}',
  abstract: 'We survey nets.',
  authorCount: 3,
}
const page: PaperSnapshot = {
  source: 'page',
  title: 'deep nets — a survey',
  abstract: 'We survey deep nets.',
  authors: ['Ada Byron', 'Ben Lee', 'Cy Oh'],
  authorCount: 3,
}

describe('where a paper is known from', () => {
  test('each field is from the first that has it, and names say how many they are', () => {
    const { given, alsoKnown } = provenanceOf([hub, page])
    expect(given).toEqual([
      { source: 'huggingface', fields: ['title', 'abstract'] },
      { source: 'page', fields: ['authors'] },
    ])
    expect(alsoKnown).toEqual([])
  })

  test('a source that adds nothing is named too', () => {
    const { given, alsoKnown } = provenanceOf([page, { source: 'starter', title: page.title }])
    expect(given.map(({ source }) => source)).toEqual(['page'])
    expect(alsoKnown).toEqual(['starter'])
  })

  test('another case, dash or mark-up is no difference; another word is', () => {
    expect(provenanceOf([hub, page]).differing).toEqual([
      {
        field: 'abstract',
        said: [
          { source: 'huggingface', text: 'We survey nets.' },
          { source: 'page', text: 'We survey deep nets.' },
        ],
      },
    ])
  })

  test('details are told one by one, and those of another kind of publication are no part of it', () => {
    const file: PaperSnapshot = { source: 'file', title: 'T', details: { type: 'article', volume: '3' } }
    const crossref = (type: string): PaperSnapshot => ({
      source: 'crossref',
      title: 'T',
      details: { type, volume: '4', pages: '1–9' },
    })
    const same = provenanceOf([file, crossref('article')])
    expect(same.given).toEqual([
      { source: 'file', fields: ['title', 'type', 'volume'] },
      { source: 'crossref', fields: ['pages'] },
    ])
    expect(same.differing.map(({ field }) => field)).toEqual(['volume'])
    const other = provenanceOf([file, crossref('inproceedings')])
    expect(other.given).toEqual([{ source: 'file', fields: ['title', 'type', 'volume'] }])
    expect(other.differing.map(({ field }) => field)).toEqual(['type'])
  })

  test('nothing is said of nothing', () => {
    expect(provenanceOf([])).toEqual({ given: [], alsoKnown: [], differing: [] })
  })
})

describe('two long texts', () => {
  const start = 'word '.repeat(200)
  test('are shown around the first place where they differ', () => {
    const [a, b] = excerptsOfDifference(`${start}alpha ${start}`, `${start}beta ${start}`, 60)
    expect(a).toContain('alpha')
    expect(b).toContain('beta')
    for (const text of [a, b]) {
      expect(text.length).toBeLessThan(70)
      expect(text.startsWith('… word')).toBe(true)
      expect(text.endsWith(' …')).toBe(true)
    }
  })
  test('are shown whole where they are short, also where one begins the other', () => {
    expect(excerptsOfDifference('One two.', 'One two. Three.', 60)).toEqual(['One two.', 'One two. Three.'])
    const [a, b] = excerptsOfDifference(start, `${start}more`, 60)
    expect([a.length < 80, b.endsWith('more')]).toEqual([true, true])
  })
})
