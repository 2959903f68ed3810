import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readAppFiles } from '../../server/web/appFiles.ts'
import { openDataFolder } from '../../server/web/dataFolder.ts'
import { makeTestFolder } from './appFolder.ts'

const folder = makeTestFolder()
afterEach(() => {
  chmodSync(folder.path, 0o700)
})

describe('the data folder', () => {
  it('is made with all that is missing above it, and left as it was found', async () => {
    const data = path.join(folder.path, 'a/b/data')
    expect(await openDataFolder(data)).toEqual({ ok: true, value: null })
    expect(await openDataFolder(data)).toEqual({ ok: true, value: null })
    expect(readdirSync(data)).toEqual([])
  })

  it('that is a file, or lies below one, is named with what to do', async () => {
    const file = path.join(folder.path, 'file')
    writeFileSync(file, '')
    for (const place of [file, path.join(file, 'data')]) {
      const opened = await openDataFolder(place)
      expect(opened).toMatchObject({ ok: false, error: expect.stringContaining(place) })
      expect(opened).toMatchObject({ error: expect.stringMatching(/file.*CARREL_DATA/s) })
    }
  })

  // reason: the administrator may write everywhere
  it.skipIf(process.getuid?.() === 0)('that may not be written says so', async () => {
    chmodSync(folder.path, 0o500)
    expect(await openDataFolder(path.join(folder.path, 'data'))).toMatchObject({
      error: expect.stringContaining('may not be written by this user'),
    })
  })

  it.skipIf(!existsSync('/proc/self'))('in a place that takes no folders is refused at once', async () => {
    expect(await openDataFolder('/proc/carrel/data')).toMatchObject({
      error: expect.stringContaining('does not let it be made there'),
    })
  })
})

describe('the app', () => {
  it('that was never built is named with the command that builds it', async () => {
    const place = path.join(folder.path, 'dist/app')
    expect(await readAppFiles(place)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/dist\/app.*npm run build/s),
    })
  })

  it('without its page is not taken for one', async () => {
    expect(await readAppFiles(folder.path)).toMatchObject({
      ok: false,
      error: expect.stringContaining('index.html'),
    })
  })
})
