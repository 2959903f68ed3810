import { fileURLToPath } from 'node:url'
import type { LiveAnswer, LiveAnswers } from './web/answerPage.ts'
import { readAppFiles } from './web/appFiles.ts'
import { parseConfig } from './web/config.ts'
import { openDataFolder } from './web/dataFolder.ts'
import { openWebServer } from './web/webServer.ts'

/** Replaced by the build. */
declare const __CARREL_VERSION__: string

/** Says why it cannot go on, in one sentence, and ends. */
const giveUp = (sentence: string): never => {
  console.error(sentence)
  process.exit(1)
}

const start = async (): Promise<void> => {
  const app = process.env['CARREL_APP'] ?? fileURLToPath(new URL('../app', import.meta.url))
  const parsed = parseConfig(process.env, { cwd: process.cwd(), app })
  if (!parsed.ok) return giveUp(parsed.error)
  const config = parsed.value
  const folder = await openDataFolder(config.data)
  if (!folder.ok) return giveUp(folder.error)
  const files = await readAppFiles(config.app)
  if (!files.ok) return giveUp(files.error)

  let stopping = false
  const feed: string | null = null
  const live: LiveAnswers = new Map<string, () => LiveAnswer>([
    ['/carrel.json', () => ({ status: 200, body: { version: __CARREL_VERSION__, relay: '/relay', feed } })],
    ['/healthz', () => ({ status: stopping ? 503 : 200, body: { ok: !stopping } })],
  ])
  const web = await openWebServer({
    port: config.port,
    host: config.host,
    files: files.value,
    live,
    upgrade: () => null,
  })
  if (!web.ok) return giveUp(web.error)

  const stop = async (): Promise<void> => {
    if (stopping) process.exit(1)
    stopping = true
    await web.value.stop()
    process.exit(0)
  }
  process.on('SIGINT', () => void stop())
  process.on('SIGTERM', () => void stop())
  console.log(`Carrel is ready at http://localhost:${web.value.port} (data in ${config.data})`)
}

await start()
