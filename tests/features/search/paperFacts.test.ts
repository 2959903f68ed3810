import { describe, expect, test } from 'vitest'
import type { Paper } from '../../../src/domain/paper.ts'
import { paperKeyOf } from '../../../src/domain/paperKeyOf.ts'
import { excerptAround, markWords } from '../../../src/features/search/marks.ts'
import { printAuthors, printReason } from '../../../src/features/search/paperFacts.ts'

const paper: Paper = {
  key: paperKeyOf({ title: '', arxivId: '2501.04697' }),
  sources: ['page'],
  title: 'Grokking at the Edge',
  arxivId: '2501.04697',
  authors: ['Lucas Prieto', 'Melih Barsbey', 'Pedro Mediano', 'Tolga Birdal'],
  abstract: 'We study softmax collapse in networks.',
}

describe('what is said of a found paper', () => {
  test('the authors that were searched for are named beside the first', () => {
    expect(printAuthors(paper)).toBe('Lucas Prieto and 3 more')
    expect(printAuthors(paper, ['birdal'])).toBe('Lucas Prieto, Tolga Birdal and 2 more')
    expect(printAuthors(paper, ['prieto', 'barsbey', 'mediano', 'birdal'])).toBe(
      'Lucas Prieto, Melih Barsbey, Pedro Mediano and 1 more',
    )
  })

  test('the reason is what the title does not show: an id, a tag, an author, a place in the abstract', () => {
    expect(printReason(paper, ['grok'], [])).toBe('Lucas Prieto and 3 more')
    expect(printReason(paper, ['2501.04697'], [])).toBe('arXiv 2501.04697')
    expect(printReason(paper, ['edge', 'present'], ['To present'])).toBe('Tag: To present')
    expect(printReason(paper, ['barsbey'], [])).toBe('Lucas Prieto, Melih Barsbey and 2 more')
    expect(printReason(paper, ['softmax'], [])).toContain('softmax collapse')
    expect(printReason(paper, ['present', 'birdal'], ['To present'])).toBe(
      'Tag: To present · Lucas Prieto, Tolga Birdal and 2 more',
    )
  })

  test('words are marked where they begin a word, in the letters of the text', () => {
    expect(markWords('Café au lait', ['caf', 'lait'])).toEqual([
      { text: 'Caf', marked: true },
      { text: 'é au ', marked: false },
      { text: 'lait', marked: true },
    ])
    expect(markWords('decaf', ['caf'])).toEqual([{ text: 'decaf', marked: false }])
  })

  test('an excerpt holds the word it was cut for', () => {
    const text = `${'before '.repeat(60)}softmax ${'after '.repeat(60)}`
    const cut = excerptAround(text, ['softmax'], 80)
    expect(cut).toContain('softmax')
    expect(cut.length).toBeLessThan(90)
  })
})
