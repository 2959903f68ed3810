import { expect, test } from 'vitest'
import { paperLinks } from '../../../src/features/paper/paperLinks.ts'

const urls = (paper: Parameters<typeof paperLinks>[0]) =>
  paperLinks(paper).map((link) => `${link.label} ${link.url}`)

test('PDF and arXiv page are derived from the id, old ids with their slash', () => {
  expect(urls({ arxivId: '2501.04697' })).toEqual([
    'Read PDF https://arxiv.org/pdf/2501.04697',
    'arXiv https://arxiv.org/abs/2501.04697',
  ])
  expect(urls({ arxivId: 'hep-th/9901001' })[0]).toBe('Read PDF https://arxiv.org/pdf/hep-th/9901001')
})

test('a page is named after its host, and one address is shown once', () => {
  expect(
    urls({
      pageUrl: 'https://huggingface.co/papers/2501.04697',
      codeUrl: 'https://github.com/a/b',
      projectUrl: 'https://github.com/a/b',
    }),
  ).toEqual(['Code https://github.com/a/b', 'Hugging Face https://huggingface.co/papers/2501.04697'])
})

test('what came from a document and is no web address is left out', () => {
  expect(urls({ codeUrl: 'javascript:alert(1)', arxivId: '../../evil?x' })).toEqual([])
})
