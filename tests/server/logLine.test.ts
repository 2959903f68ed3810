import { describe, expect, it } from 'vitest'
import { createLog, LOG_BURST, LOG_EVERY_MS, printLogLine } from '../../server/web/logLine.ts'
import { loopbackHost } from '../../server/web/loopbackHost.ts'

describe('the log', () => {
  it('says one thing on one line, whatever the facts hold', () => {
    const facts = {
      host: 'huggingface.co',
      detail: 'it said "no"\nand left',
      retryInSeconds: 60,
      codes: ['a', 'b'],
    }
    const line = printLogLine(Date.UTC(2026, 2, 1, 8), 'source-failed', facts)
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toEqual({ at: '2026-03-01T08:00:00.000Z', event: 'source-failed', ...facts })
  })

  it('writes so many lines of one event at once, then one in a while, and counts what it left out', () => {
    let time = 0
    const lines: { event: string; leftOut?: number }[] = []
    const log = createLog(
      (line) => lines.push(JSON.parse(line)),
      () => time,
    )
    for (let at = 0; at < LOG_BURST + 5; at++) log('malformed-frame', { at })
    expect(lines).toHaveLength(LOG_BURST)
    log('other', {})
    expect(lines.at(-1)).toMatchObject({ event: 'other' })
    time += LOG_EVERY_MS - 1
    log('malformed-frame', {})
    expect(lines.at(-1)).toMatchObject({ event: 'other' })
    time += 1
    log('malformed-frame', {})
    expect(lines.at(-1)).toMatchObject({ event: 'malformed-frame', leftOut: 6 })
    log('malformed-frame', {})
    expect(lines).toHaveLength(LOG_BURST + 2)
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
