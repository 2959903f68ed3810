// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest'
import { whatToShare } from '../../../src/features/paper/paperLinks.ts'
import { canShare, handOn } from '../../../src/ui/handOn.ts'

test('a paper goes as its title and the page where everybody can read it', () => {
  expect(whatToShare({ title: 'On \\emph{nets}', arxivId: '2501.04697' })).toEqual({
    title: 'On nets',
    url: 'https://arxiv.org/abs/2501.04697',
  })
  expect(whatToShare({ title: 'Nets', doi: '10.1000/x', codeUrl: 'https://github.com/a/b' }).url).toBe(
    'https://doi.org/10.1000/x',
  )
})

test('a paper without an address goes as its title and authors, and code alone is no paper', () => {
  expect(
    whatToShare({ title: 'Nets', authors: ['A. B.', 'C. D.'], codeUrl: 'https://github.com/a/b' }),
  ).toEqual({
    title: 'Nets',
    text: 'Nets\nA. B.\nC. D.',
  })
  expect(whatToShare({ title: 'Nets', pageUrl: 'javascript:alert(1)' }).url).toBeUndefined()
})

afterEach(() => {
  Reflect.deleteProperty(navigator, 'share')
})
const putShare = (share: () => Promise<void>): void => {
  Object.defineProperty(navigator, 'share', { value: share, configurable: true })
}

test('is offered only where the device has a sheet', async () => {
  expect(canShare()).toBe(false)
  putShare(() => Promise.resolve())
  expect(canShare()).toBe(true)
  expect(await handOn({ title: 'x' })).toBe(true)
})

test('closing the sheet is no failure, a refusal is', async () => {
  putShare(() => Promise.reject(new DOMException('closed', 'AbortError')))
  expect(await handOn({ title: 'x' })).toBe(true)
  putShare(() => Promise.reject(new DOMException('no', 'NotAllowedError')))
  expect(await handOn({ title: 'x' })).toBe(false)
})
