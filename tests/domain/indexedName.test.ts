import { describe, expect, test } from 'vitest'
import { readIndexedName } from '../../src/domain/indexedName.ts'
import { htmlToLines } from '../../src/domain/markupText.ts'

describe('a name as indexes print it', () => {
  test.each([
    ['Smith JA', 'Smith', 'JA', undefined],
    ['van der Berg J', 'van der Berg', 'J', undefined],
    ['SMITH J', 'SMITH', 'J', undefined],
    ['Smith JA Jr.', 'Smith', 'JA', 'Jr'],
    ['  Smith   JA ', 'Smith', 'JA', undefined],
    ['Li II', 'Li', 'II', undefined],
  ])('%j is read', (name, family, initials, suffix) => {
    expect(readIndexedName(name)).toEqual({ family, initials, suffix })
  })

  test.each([
    'Jane Smith',
    'Smith, JA',
    'John Smith III',
    'J A',
    'Working Group on AI',
    'ATLAS Collaboration XY',
    'Smith JABC',
    'One Two Three Four Five AB',
    '',
  ])('%j is none', (name) => {
    expect(readIndexedName(name)).toBeNull()
  })
})

test('what was written as HTML becomes lines, and what was escaped in it stands as it was meant', () => {
  expect(htmlToLines('<p>One &amp; two<br/>three</p><ul><li>a &lt;b&gt; c</li></ul>')).toBe(
    'One & two\nthree\na <b> c\n',
  )
  expect(htmlToLines('<span style="x">caf&eacute; &alpha;&#8211;&#x3b2;</span>')).toBe('café α–β')
})
