import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeTestFolder, type TestFolder } from './appFolder.ts'

const root = path.resolve(import.meta.dirname, '../..')
/** A build on a busy machine, and then some. */
const SLOW = 240_000
/** What a clone holds that the build and the start read. */
const CLONED = ['src', 'server', 'public', 'tests', 'package.json', 'package-lock.json', 'tsconfig.json']
const FILES = [...CLONED, 'vite.config.ts', '.gitignore']

let home: TestFolder
let clone: string
let exits: string
let running: Started[] = []

interface Started {
  /** 0 where it ended without getting ready. */
  readonly port: number
  output(): string
  /** As Ctrl-C in a terminal and a service manager do: to npm, its shell and the server alike. */
  stop(signal: NodeJS.Signals): Promise<void>
  readonly ended: Promise<number | null>
}

/** Runs a command in the clone, in a process group of its own, until it is ready or has ended. */
const start = async (command: string, args: readonly string[], port: number): Promise<Started> => {
  const { CARREL_DATA: _data, CARREL_APP: _app, ...env } = process.env
  const child = spawn(command, args, {
    cwd: clone,
    detached: true,
    env: {
      ...env,
      PORT: String(port),
      CARREL_LIVE: '0',
      NODE_OPTIONS: `--import ${pathToFileURL(path.join(home.path, 'note.mjs')).href}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  // After its pipes are read to the end, which only the last process of the group closes.
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-(child.pid ?? 0), name)
    } catch {
      // Gone already.
    }
  }
  const ready = new Promise<number>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      output += chunk.toString()
      const found = /ready at http:\/\/[^\s]+:(\d+) /.exec(output)?.[1]
      if (found !== undefined) resolve(Number(found))
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('error', reject)
    void ended.then(() => resolve(0))
  })
  const started: Started = {
    port: await ready,
    output: () => output,
    ended,
    async stop(name) {
      signal(name)
      await ended
    },
  }
  running.push(started)
  return started
}
const npmStart = (port = 0): Promise<Started> => start('npm', ['start'], port)

/** The exit codes of the servers that ended, in order: npm answers with one of its own. */
const readExits = (): readonly string[] =>
  existsSync(exits) ? readFileSync(exits, 'utf8').trim().split('\n') : []

const feedOf = async (one: Started): Promise<unknown> => {
  const said: unknown = await (await fetch(`http://localhost:${one.port}/carrel.json`)).json()
  return typeof said === 'object' && said !== null && 'feed' in said ? said.feed : null
}

beforeAll(() => {
  home = makeTestFolder()
  clone = path.join(home.path, 'carrel')
  exits = path.join(home.path, 'exits.txt')
  for (const name of FILES) cpSync(path.join(root, name), path.join(clone, name), { recursive: true })
  symlinkSync(path.join(root, 'node_modules'), path.join(clone, 'node_modules'))
  writeFileSync(
    path.join(home.path, 'note.mjs'),
    `import { appendFileSync } from 'node:fs'
if (process.argv[1]?.endsWith('start.mjs'))
  process.on('exit', (code) => appendFileSync(${JSON.stringify(exits)}, code + '\\n'))
`,
  )
}, SLOW)
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop('SIGKILL')))
  running = []
})
afterAll(() => home.remove())

describe('npm start in a fresh clone', { timeout: SLOW }, () => {
  let feed: unknown

  it('builds, makes its data folder, says where it is in one line, and ends at Ctrl-C', async () => {
    expect(existsSync(path.join(clone, 'dist'))).toBe(false)
    const one = await npmStart()
    const lines = one.output().split('\n')
    expect(lines.filter((line) => line.includes('ready'))).toEqual([
      `Carrel is ready at http://localhost:${one.port} (data in ${path.join(clone, 'data')})`,
    ])
    expect(statSync(path.join(clone, 'data/publisher/feed.key')).isFile()).toBe(true)
    expect(await (await fetch(`http://localhost:${one.port}/`)).text()).toContain('<title>Carrel</title>')
    feed = await feedOf(one)
    expect(feed).toMatch(/^[\w-]{70,}$/)
    await one.stop('SIGINT')
    expect(readExits()).toEqual(['0'])
    await expect(fetch(`http://localhost:${one.port}/healthz`)).rejects.toThrow()
  })

  it('keeps its data and its build out of git', () => {
    // No git, no question; the rules stand in the file all the same.
    const ignored = readFileSync(path.join(clone, '.gitignore'), 'utf8').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['data/', 'dist/', 'node_modules/']))
    if (spawnSync('git', ['init', '-q', clone]).status !== 0) return
    const seen = spawnSync('git', ['status', '--porcelain', '-uall'], { cwd: clone, encoding: 'utf8' })
    expect(seen.stdout).toContain('package.json')
    expect(seen.stdout).not.toMatch(/ (?:data|dist)\//)
  })

  it('starts a second time without building, with the same feed, and ends at SIGTERM', async () => {
    const built = statSync(path.join(clone, 'dist/server/main.js')).mtimeMs
    const one = await npmStart()
    expect(one.output()).not.toContain('Building')
    expect(statSync(path.join(clone, 'dist/server/main.js')).mtimeMs).toBe(built)
    expect(await feedOf(one)).toBe(feed)
    await one.stop('SIGTERM')
    expect(readExits()).toEqual(['0', '0'])
  })

  it('says in one line that the port is taken, and ends with an error', async () => {
    const other = net.createServer()
    await new Promise<void>((resolve) => other.listen(0, resolve))
    // reason: a TCP server that listens has an address object, never a pipe name
    const { port } = other.address() as net.AddressInfo
    const one = await npmStart(port)
    expect(one.port).toBe(0)
    expect(await one.ended).toBe(1)
    const said = one
      .output()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('> '))
    expect(said).toEqual([expect.stringMatching(new RegExp(`^Port ${port} is taken.*PORT=`))])
    other.close()
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'run by a service manager, without npm, ends at %s',
    async (name) => {
      const one = await start(process.execPath, ['server/start.mjs'], 0)
      await one.stop(name)
      expect(await one.ended).toBe(0)
      expect(one.output().trim().split('\n')).toHaveLength(1)
    },
  )
})
