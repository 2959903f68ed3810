import { describe, expect, it } from 'vitest'
import { printLogLine } from '../../server/web/logLine.ts'
import { loopbackHost } from '../../server/web/loopbackHost.ts'

describe('the log', () => {
  it('says one thing on one line, whatever the facts hold', () => {
    expect(
      printLogLine(Date.UTC(2026, 2, 1, 8), 'source-failed', {
        host: 'huggingface.co',
        detail: 'it said "no"\nand left',
        retryInSeconds: 60,
        codes: ['a', 'b'],
        missing: undefined,
      }),
    ).toBe(
      '2026-03-01T08:00:00Z source-failed host=huggingface.co detail="it said \\"no\\"\\nand left" ' +
        'retryInSeconds=60 codes="[\\"a\\",\\"b\\"]" missing=nothing',
    )
  })
})

describe('the address at which the server reaches itself', () => {
  it.each([
    [null, 'localhost'],
    ['0.0.0.0', 'localhost'],
    ['::', 'localhost'],
    ['127.0.0.1', '127.0.0.1'],
    ['192.168.1.5', '192.168.1.5'],
    ['::1', '[::1]'],
  ])('is for HOST %s: %s', (host, name) => {
    expect(loopbackHost(host)).toBe(name)
  })
})
