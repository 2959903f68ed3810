// npm run test:long [minutes] [first seed]: random faults for half an hour, or so many minutes. The parts take turns
// until the time is over; each case comes from a seed, and whatever fails is told with its seed. Ends by itself.
import { spawn } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const [minutes = '30', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2)
const MINUTE_MS = 60_000
const total = Number(minutes) * MINUTE_MS
const first = Number(seed)
if (!(total > 0) || !Number.isSafeInteger(first)) {
  console.error('npm run test:long [minutes] [first seed]: minutes above 0, and a whole number')
  process.exit(2)
}

/** `share` of each round; `name` picks the test that goes on as long as it is told. Without one the file runs once. */
const PARTS = [
  { file: 'tests/sync/model.test.ts', name: 'as there is time for', share: 0.34 },
  { file: 'tests/fuzz/decoders.test.ts', name: 'as there is time for', share: 0.28 },
  { file: 'tests/sync/convergence.test.ts', name: 'as there is time for', share: 0.24 },
  { file: 'tests/sync/coverageModel.test.ts', name: 'as there is time for', share: 0.06 },
  { file: 'tests/relay/killed.test.ts', name: null, share: 0.08 },
  { file: 'tests/relay/tornFile.test.ts', name: null, share: 0 },
]
/** Between seeds of two slices: more than a slice tries. */
const SEEDS_APART = 1_000
/** Each part has its turn several times, and once where there is little time. */
const ROUND_MS = Math.min(5 * MINUTE_MS, total * 0.7)
/** A slice shorter than this would hardly begin; what runs once takes as long as it takes. */
const LEAST_MS = 3_000
const ONCE_MS = 60_000

const end = Date.now() + total
const said = []
const failures = []
let slices = 0
/** What counts of all slices together: `fuzz: 12 cases`. */
const counts = new Map()

const running = new Set()
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    for (const child of running) child.kill(signal)
    process.exit(130)
  })

const run = ({ file, name }, ms, firstSeed, more = {}) =>
  new Promise((resolve) => {
    const env = {
      ...process.env,
      ...more,
      NO_COLOR: '1',
      CARREL_LONG_MS: String(Math.round(ms)),
      CARREL_FIRST_SEED: String(firstSeed),
      CARREL_SEED: String(firstSeed),
    }
    const child = spawn(
      path.join(root, 'node_modules/.bin/vitest'),
      ['run', '--project', 'unit', file, ...(name ? ['-t', name] : [])],
      { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    running.add(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        output += String(data)
      })
    child.on('close', (code) => {
      running.delete(child)
      resolve({ code: code ?? 1, output })
    })
  })

/** A count of cases or runs in what a part says of itself. */
const count = (output) => {
  for (const [, part, number, what] of output.matchAll(/^(\w+): (\d+) (\w+)/gm))
    counts.set(`${part}: ${what}`, (counts.get(`${part}: ${what}`) ?? 0) + Number(number))
}

console.log(`${minutes} minutes of random faults, seeds from ${first} on`)
for (let turn = 0; Date.now() < end - LEAST_MS; turn++) {
  const part = PARTS[turn % PARTS.length]
  if (!part.name && end - Date.now() < ONCE_MS) continue
  const ms = Math.min(ROUND_MS * part.share, end - Date.now())
  const firstSeed = first + slices++ * SEEDS_APART
  const { code, output } = await run(part, ms, firstSeed)
  count(output)
  const told = output.match(/^.*FAILED: .*$/gm) ?? []
  for (const line of told) failures.push(line.slice(line.indexOf('FAILED: ')))
  if (code !== 0 && told.length === 0)
    failures.push(`${part.file}, seed ${firstSeed}:\n${output.slice(-4_000)}`)
  const line = `${code === 0 ? 'ok  ' : 'FAIL'} ${part.file}, seeds from ${firstSeed} on`
  said.push(line)
  console.log(`${line}, ${Math.max(0, Math.round((end - Date.now()) / MINUTE_MS))} minutes left`)
  for (const failure of code === 0 ? [] : failures.slice(-10)) console.error(failure)
}

// What takes minutes by itself, once: a phone as slow as it is, and a whole year of a busy list.
if (total >= 20 * MINUTE_MS)
  for (const file of ['tests/sync/slowPhone.test.ts', 'tests/sync/year.test.ts']) {
    const { code, output } = await run({ file, name: null }, 0, first, { CARREL_LONG: '1' })
    const line = `${code === 0 ? 'ok  ' : 'FAIL'} ${file}, in full`
    said.push(line)
    console.log(line)
    if (code !== 0) failures.push(`${file}:\n${output.slice(-4_000)}`)
  }

console.log([...counts].map(([what, number]) => `${what.replace(':', '')} ${number}`).join(', '))
console.log(`${said.length} slices, ${failures.length} failed`)
for (const failure of failures) console.error(failure)
process.exit(failures.length === 0 && said.length > 0 ? 0 : 1)
