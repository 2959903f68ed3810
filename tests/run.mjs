// npm test: types, lint, format, unit and relay tests, then the path in a real browser.
// Ends with one line, "N passed, N failed"; the exit code says the same.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findChromium } from './helpers/chromium.mjs'
import { findRedis } from './helpers/redis.mjs'

const root = path.resolve(import.meta.dirname, '..')
const bin = (name) => path.join(root, 'node_modules', '.bin', name)
const reports = mkdtempSync(path.join(tmpdir(), 'carrel-tests-'))
/** What failed, said once more at the end: the lines above it are thousands. */
const failures = []
let passed = 0
let failed = 0

const run = (command, args, env = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })

const step = async (title, command, args) => {
  const code = await run(command, args)
  if (code === 0) passed++
  else {
    failed++
    failures.push(title)
  }
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${title}`)
}

const suite = async (project, env, options = []) => {
  const report = path.join(reports, `${project}.json`)
  const code = await run(
    bin('vitest'),
    [
      'run',
      '--project',
      project,
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...options,
    ],
    env,
  )
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null
  passed += counts?.numPassedTests ?? 0
  for (const { name, status, message, assertionResults } of counts?.testResults ?? []) {
    const file = path.relative(root, name)
    const inIt = assertionResults.filter((one) => one.status === 'failed')
    for (const { fullName, failureMessages } of inIt)
      failures.push(`${file}: ${fullName}\n  ${failureMessages.join('\n  ')}`)
    if (status === 'failed' && inIt.length === 0) failures.push(`${file}: ${message}`)
  }
  if (code !== 0 && !counts) failures.push(`the suite ${project} ended with ${code}`)
  // A suite that dies before its first test counts as one failure, so that nothing can pass by not running.
  failed += Math.max(counts?.numFailedTests ?? 0, code === 0 ? 0 : 1)
}

const data = process.env.CARREL_SHARED_DATA ?? path.resolve(root, '../shared/data')
console.log(
  existsSync(path.join(data, 'hf-page'))
    ? `Real files are used, from ${data}.`
    : 'No real files here: only the invented fixtures are used.',
)
await step('types', bin('tsc'), ['-b', '--pretty'])
await step('lint', bin('oxlint'), ['--quiet', '--deny-warnings'])
await step('format', bin('prettier'), ['--check', '--log-level', 'warn', '.'])
// Once, before several test files look for it at the same time. Without it they fail, each with this sentence.
const redis = findRedis()
if (!redis.ok) console.error(redis.message)
// Left to itself it leaves a core for whoever watches, which on a small machine is every other one.
await suite('unit', { CARREL_SHARED_DATA: data }, ['--maxWorkers=100%'])
const chromium = await findChromium()
if (chromium.ok) await suite('e2e', { CARREL_SHARED_DATA: data, CARREL_CHROMIUM: chromium.path })
else {
  failed++
  failures.push(chromium.message)
}
rmSync(reports, { recursive: true, force: true })
for (const failure of failures) console.log(`FAIL ${failure}`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
