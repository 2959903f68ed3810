import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { chromiumPath, FLAGS } from '../helpers/browser.ts'

const START_MS = 30_000
const POLL_MS = 50

/** One page of a browser in which no inspector is switched on. */
export interface BarePage {
  /** One command of the DevTools protocol, to the page. */
  send(method: string, params?: object): Promise<Record<string, unknown>>
  /** The value of `expression`, a plain value, once it is one. */
  until(expression: string): Promise<unknown>
  close(): Promise<void>
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/**
 * Starts Chromium on `profile` with nothing of the inspector enabled: with Runtime or Network on, as a test driver
 * has them, V8 notes where every `import()` and `fetch` came from, and to know that it parses the whole script again.
 * That would be measured with the app and never with a page that has no script.
 */
export const openBareBrowser = async (profile: string): Promise<BarePage> => {
  const portFile = path.join(profile, 'DevToolsActivePort')
  rmSync(portFile, { force: true })
  const browser = spawn(
    chromiumPath(),
    [
      ...FLAGS,
      '--headless=new',
      '--remote-debugging-port=0',
      '--window-size=1440,900',
      '--hide-scrollbars',
      '--password-store=basic',
      '--use-mock-keychain',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: 'ignore' },
  )
  const ended = new Promise<void>((resolve) => browser.once('exit', () => resolve()))
  const limit = Date.now() + START_MS
  const awaited = async (): Promise<readonly string[]> => {
    while (Date.now() < limit) {
      const lines = existsSync(portFile) ? readFileSync(portFile, 'utf8').trim().split('\n') : []
      if (lines.length === 2) return lines
      await pause(POLL_MS)
    }
    browser.kill('SIGKILL')
    throw new Error('Chromium did not start')
  }
  const [port, place] = await awaited()
  const socket = new WebSocket(`ws://127.0.0.1:${port}${place}`)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  let last = 0
  const answers = new Map<number, (message: Record<string, unknown>) => void>()
  socket.on('message', (data) => {
    const message: unknown = JSON.parse(String(data))
    if (!isRecord(message)) return
    const id = Number(message['id'])
    answers.get(id)?.(message)
    answers.delete(id)
  })
  const command = (method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const id = ++last
      answers.set(id, ({ result, error }) => {
        if (isRecord(result)) resolve(result)
        else reject(new Error(`${method}: ${JSON.stringify(error)}`))
      })
      socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }))
    })
  const { targetInfos } = await command('Target.getTargets', {})
  const targets: readonly unknown[] = Array.isArray(targetInfos) ? targetInfos : []
  const page = targets.find((target) => isRecord(target) && target['type'] === 'page')
  if (!isRecord(page)) throw new Error('Chromium has no page')
  const { sessionId } = await command('Target.attachToTarget', { targetId: page['targetId'], flatten: true })
  const send = (method: string, params: object = {}) => command(method, params, String(sessionId))
  return {
    send,
    async until(expression) {
      for (const end = Date.now() + 2 * START_MS; Date.now() < end; await pause(POLL_MS)) {
        const { result } = await send('Runtime.evaluate', { expression, returnByValue: true })
        if (isRecord(result) && result['type'] !== 'undefined' && result['value'] !== false)
          return result['value']
      }
      throw new Error(`${expression} never came true`)
    },
    async close() {
      await command('Browser.close', {})
      await ended
      socket.close()
    },
  }
}
