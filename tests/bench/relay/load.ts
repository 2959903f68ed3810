import { measureRelay } from './measureRelay.ts'

/** The load generator's process, alone on its core: the options as JSON, and how many files it may open. */
const [options = '{}', openFiles = '1024'] = process.argv.slice(2)
const limit = Number(openFiles)
await measureRelay({
  ...JSON.parse(options),
  openFiles: Number.isFinite(limit) ? limit : Number.MAX_SAFE_INTEGER,
})
process.exit(0)
