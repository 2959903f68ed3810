import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import type { Capability } from '../../src/crypto/capability.ts'
import { assert } from '../../src/lib/assert.ts'
import type { LinkPhase } from '../../src/sync/relayLink.ts'
import type { SyncState } from '../../src/sync/syncDoc.ts'
import { until } from './quick.ts'
import { createBrowserLocks, type BrowserLocks } from './tabLocks.ts'

/** Threads of their own share the cores with whatever else runs: a wait ends as soon as it can. */
export const TAB_WAIT_MS = 60_000

/** What a tab showed at one change: whether all was saved, and what it held at that moment. */
export interface TabClaim {
  readonly saved: boolean
  readonly keys: readonly string[]
}

export interface TabView {
  readonly content: Readonly<Record<string, unknown>>
  readonly state: SyncState
  readonly link: LinkPhase
  /** Sockets it ever opened. */
  readonly sockets: number
  readonly claims: readonly TabClaim[]
}

export type TabCommand =
  | { readonly type: 'open'; readonly url: string; readonly code: string }
  | { readonly type: 'set'; readonly key: string; readonly value: unknown }
  | { readonly type: 'silence'; readonly key: string }
  | { readonly type: 'look' | 'close' }

export type ToTab =
  | { readonly type: 'ask'; readonly ask: number; readonly command: TabCommand }
  | { readonly type: 'granted'; readonly id: number }
  | { readonly type: 'refused'; readonly id: number }

export type FromTab =
  | { readonly type: 'done'; readonly ask: number; readonly view: TabView }
  | { readonly type: 'failed'; readonly ask: number; readonly fault: string }
  | { readonly type: 'request'; readonly id: number; readonly name: string }
  | { readonly type: 'release'; readonly id: number }
  | { readonly type: 'abort'; readonly id: number }

/** A tab of a browser, in a thread of its own: it shares nothing with others but channels and locks. */
export interface Tab {
  look(): Promise<TabView>
  set(key: string, value: unknown): Promise<TabView>
  /** A listener of its document throws from now on, first for this act. */
  silence(key: string): Promise<TabView>
  /** Polls until the tab looks like that. */
  until(condition: (view: TabView) => boolean, what: string): Promise<TabView>
  /** As when its person closes it. */
  close(): Promise<void>
  /** As when its process is killed: not a word to anybody. */
  kill(): Promise<void>
}

export interface TabBrowser {
  readonly locks: BrowserLocks
  openTab(url: string, capability: Capability): Promise<Tab>
  close(): Promise<void>
}

let bundled: Promise<string> | null = null
const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'tabWorker.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'error',
  })
  const code = outputFiles[0]?.text
  assert(code, 'one entry makes one file')
  return code
}

export const openTabBrowser = (): TabBrowser => {
  const locks = createBrowserLocks()
  const alive = new Set<Tab>()

  const openTab = async (url: string, capability: Capability): Promise<Tab> => {
    bundled ??= bundle()
    const worker = new Worker(await bundled, { eval: true })
    const own = locks.openTab()
    const held = new Map<number, { release(): void; readonly waiting: AbortController }>()
    const asked = new Map<number, { done(view: TabView): void; failed(fault: Error): void }>()
    const tell = (message: ToTab): void => worker.postMessage(message)

    const request = (id: number, name: string): void => {
      const waiting = new AbortController()
      let release = (): void => {}
      const over = new Promise<void>((resolve) => (release = resolve))
      held.set(id, { release, waiting })
      own.locks
        .request(name, { signal: waiting.signal }, () => {
          tell({ type: 'granted', id })
          return over
        })
        .catch(() => tell({ type: 'refused', id }))
    }
    worker.on('message', (message: FromTab) => {
      if (message.type === 'request') return request(message.id, message.name)
      if (message.type === 'release') return held.get(message.id)?.release()
      if (message.type === 'abort') return held.get(message.id)?.waiting.abort()
      const waiter = asked.get(message.ask)
      asked.delete(message.ask)
      if (message.type === 'done') waiter?.done(message.view)
      else waiter?.failed(new Error(message.fault))
    })
    const fail = (fault: Error): void => {
      for (const { failed } of asked.values()) failed(fault)
      asked.clear()
    }
    worker.on('error', fail)
    worker.on('exit', () => {
      fail(new Error('the tab is gone'))
      own.die()
    })

    let asks = 0
    const ask = (command: TabCommand): Promise<TabView> =>
      new Promise((done, failed) => {
        asked.set(++asks, { done, failed })
        tell({ type: 'ask', ask: asks, command })
      })
    const look = (): Promise<TabView> => ask({ type: 'look' })
    const kill = async (): Promise<void> => {
      alive.delete(tab)
      await worker.terminate()
    }
    const tab: Tab = {
      look,
      set: (key, value) => ask({ type: 'set', key, value }),
      silence: (key) => ask({ type: 'silence', key }),
      async until(condition, what) {
        let last: TabView | null = null
        await until(
          async () => condition((last = await look())),
          () => `${what}: ${JSON.stringify({ ...last, claims: undefined })}`,
          TAB_WAIT_MS,
        )
        assert(last, 'it has been looked at')
        return last
      },
      async close() {
        await ask({ type: 'close' })
        await kill()
      },
      kill,
    }
    alive.add(tab)
    await ask({ type: 'open', url, code: await printLink(capability) })
    return tab
  }

  return {
    locks,
    openTab,
    async close() {
      await Promise.all([...alive].map((tab) => tab.kill()))
    },
  }
}
