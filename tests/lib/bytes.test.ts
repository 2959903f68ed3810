import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, equalBytes, parseBase64url, printBase64url } from '../../src/lib/bytes.ts'

test('bytes survive base64url, and it spells them as Node does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const text = printBase64url(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect(parseBase64url(text)).toEqual(new Uint8Array(bytes))
    }),
  )
})

test.each(['A', 'AB=', 'A B', 'AB', 'é'])(
  'base64url refuses %j: a foreign letter, length or stray bits',
  (text) => {
    expect(parseBase64url(text)).toBeNull()
  },
)

test('concatBytes joins in order, and equalBytes sees a single differing byte', () => {
  expect(concatBytes([1, 2], new Uint8Array([3]))).toEqual(new Uint8Array([1, 2, 3]))
  expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 2]))).toBe(true)
  expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 3]))).toBe(false)
  expect(equalBytes(new Uint8Array([1]), new Uint8Array([1, 0]))).toBe(false)
})
