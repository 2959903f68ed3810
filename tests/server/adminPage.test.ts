import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { createRelay } from '../../server/relay/relay.ts'
import { printProcessMetrics } from '../../server/web/metricsServer.ts'
import { REFUSALS } from '../../src/protocol/code.ts'

const root = path.resolve(import.meta.dirname, '../..')
const page = readFileSync(path.join(root, 'server/README.md'), 'utf8')
const sources = readdirSync(path.join(root, 'server'), { recursive: true, withFileTypes: true })
  // The environment is read where the process begins, nowhere below.
  .filter((entry) => entry.isFile() && /^(?:main\.ts|config\.ts|.*\.mjs)$/.test(entry.name))
  .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
  .join('\n')

it('the page for administrators names every variable the server reads, and none that it does not', () => {
  const read = new Set(sources.match(/CARREL_[A-Z_]*[A-Z]/g)?.filter((name) => name !== 'CARREL_VERSION'))
  const named = new Set(page.match(/CARREL_[A-Z_]*[A-Z]/g))
  expect([...named].sort()).toEqual([...read].sort())
})

it('names no metric that is not there', async () => {
  const relay = createRelay({
    store: createMemoryStore(),
    origins: [],
    measureDisk: async () => ({ free: 1, total: 1 }),
  })
  await new Promise((resolve) => setImmediate(resolve))
  const printed = relay.metrics() + printProcessMetrics('0.0.0', { median: 0, p99: 0, max: 0 })
  const named = new Set(page.match(/\b(?:carrel|process)_[a-z_]*[a-z]\b/g))
  expect(named.size).toBeGreaterThan(15)
  expect([...named].filter((name) => !new RegExp(`^${name}[ {]`, 'm').test(printed))).toEqual([])
  await relay.close()
})

it('names no refusal that is not there', () => {
  const table = page.slice(page.indexOf('## Limits'), page.indexOf('## When the disk'))
  const named = new Set(
    table.match(/`[a-z]+(?:-[a-z]+)+`|`rate`|`busy`|`storage`/g)?.map((word) => word.slice(1, -1)),
  )
  expect(named.size).toBeGreaterThan(8)
  expect([...named].filter((word) => !(word in REFUSALS))).toEqual([])
})
