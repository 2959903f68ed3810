import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDailyBackup } from '../../src/state/dailyBackup.ts'
import type { DailyState } from '../../src/state/backups.ts'
import { utf8, type Bytes } from '../../src/lib/bytes.ts'
import { ok } from '../../src/lib/result.ts'
import { writeDeviceValue } from '../../src/storage/deviceValues.ts'
import { freshBrowser } from '../storage/faults.ts'

freshBrowser()
const DAY_MS = 86_400_000
const START = Date.parse('2026-11-01T12:00:00')

/** A folder as the browser gives it, in memory; what is not closed is not in it. */
class MemoryFolder {
  readonly name = 'Backups'
  readonly files = new Map<string, string>()
  permission: PermissionState = 'granted'
  fault: string | null = null
  async queryPermission(): Promise<PermissionState> {
    return this.permission
  }
  async requestPermission(): Promise<PermissionState> {
    return (this.permission = 'granted')
  }
  async *keys(): AsyncIterableIterator<string> {
    yield* this.files.keys()
  }
  async removeEntry(name: string): Promise<void> {
    this.files.delete(name)
  }
  async getFileHandle(name: string) {
    if (!this.files.has(name)) this.files.set(name, '')
    return {
      getFile: async () => ({ size: this.files.get(name)?.length ?? 0 }),
      createWritable: async () => {
        let text = ''
        return {
          write: async (bytes: Bytes) => {
            if (this.fault) throw new DOMException('refused', this.fault)
            text += new TextDecoder().decode(bytes)
          },
          close: async () => void this.files.set(name, text),
          abort: async () => undefined,
        }
      },
    }
  }
}

let folder: MemoryFolder
let content = 'one'
let written = 0
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START })
  folder = new MemoryFolder()
  content = 'one'
  written = 0
  Object.assign(globalThis, { showDirectoryPicker: async () => folder })
  await writeDeviceValue('backup:place')
  await writeDeviceValue('backup:daily')
})
afterEach(() => {
  vi.useRealTimers()
  Reflect.deleteProperty(globalThis, 'showDirectoryPicker')
})

const start = () =>
  createDailyBackup({
    make: async () => ok({ name: 'x', bytes: utf8(content), incomplete: 0, damaged: 0 }),
    content: async () => utf8(content),
    onWritten: async () => void written++,
  })
const names = (): readonly string[] => [...folder.files.keys()].sort()
const faultOf = (state: DailyState): string | null => (state.type === 'on' ? state.fault : 'off')

test('B19: the first file comes at once, the next after a day and a change', async () => {
  const daily = start()
  expect(daily.possible).toBe(true)
  expect(await daily.choose('short')).toMatchObject({ ok: false })
  expect(await daily.choose(null)).toEqual({ ok: true, value: null })
  expect([...folder.files]).toEqual([['carrel-daily-2026-11-01.carrel', 'one']])
  expect(daily.state()).toEqual({
    type: 'on',
    folder: 'Backups',
    sealed: false,
    at: START,
    asks: false,
    fault: null,
  })
  content = 'two'
  vi.setSystemTime(START + DAY_MS - 1)
  await daily.check()
  expect(names()).toHaveLength(1)
  vi.setSystemTime(START + DAY_MS)
  await daily.check()
  expect(folder.files.get('carrel-daily-2026-11-02.carrel')).toBe('two')
  vi.setSystemTime(START + 3 * DAY_MS)
  await daily.check()
  expect(names()).toHaveLength(2)
  expect(written).toBe(2)
  // Up to date without being written again; but for files that somebody took away.
  expect(daily.state()).toMatchObject({ at: START + 3 * DAY_MS })
  folder.files.clear()
  vi.setSystemTime(START + 5 * DAY_MS)
  await daily.check()
  expect(names()).toEqual(['carrel-daily-2026-11-06.carrel'])
})

test('B19: files of seven days stay, and nothing else in the folder is touched', async () => {
  const daily = start()
  const others = ['carrel-2026-01-01.carrel', 'carrel-daily-old.carrel', 'thesis.tex']
  for (const name of others) folder.files.set(name, 'mine')
  await daily.choose('four words of no sense')
  for (let day = 1; day < 12; day++) {
    content = `day ${day}`
    vi.setSystemTime(START + day * DAY_MS)
    await daily.check()
  }
  const ours = names().filter((name) => !others.includes(name))
  expect(ours).toHaveLength(7)
  expect(ours[0]).toBe('carrel-daily-2026-11-06.carrel')
  for (const name of others) expect(folder.files.get(name)).toBe('mine')
  await daily.stop()
  content = 'later'
  vi.setSystemTime(START + 40 * DAY_MS)
  await daily.check()
  expect(names()).toHaveLength(7 + others.length)
  expect(daily.state()).toEqual({ type: 'off' })
})

test('B19: one that is not written is told, the one before stays, and it is tried again', async () => {
  const daily = start()
  await daily.choose(null)
  content = 'two'
  vi.setSystemTime(START + DAY_MS)
  folder.fault = 'QuotaExceededError'
  await daily.check()
  expect(faultOf(daily.state())).toBe('The daily backup was not written: the disk is full.')
  expect([...folder.files]).toEqual([['carrel-daily-2026-11-01.carrel', 'one']])
  folder.fault = null
  await daily.check()
  expect(faultOf(daily.state())).toBe(null)
  expect(names()).toHaveLength(2)
})

test('B19: a browser that wants to be asked again is told of, and nothing is written until it allows', async () => {
  const daily = start()
  await daily.choose(null)
  content = 'two'
  vi.setSystemTime(START + DAY_MS)
  folder.permission = 'prompt'
  await daily.check()
  expect(daily.state()).toMatchObject({ asks: true, fault: null })
  expect(names()).toHaveLength(1)
  await daily.allow()
  expect(daily.state()).toMatchObject({ asks: false })
  expect(names()).toHaveLength(2)
  folder.permission = 'denied'
  content = 'three'
  vi.setSystemTime(START + 2 * DAY_MS)
  await daily.check()
  expect(faultOf(daily.state())).toContain('does not allow it any more')
})
