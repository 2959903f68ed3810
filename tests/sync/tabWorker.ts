import { parentPort, type MessagePort } from 'node:worker_threads'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { parseLink } from '../../src/crypto/link.ts'
import { assert } from '../../src/lib/assert.ts'
import { createRelayLink, type RelayLink } from '../../src/sync/relayLink.ts'
import type { TabLocks } from '../../src/sync/roomLease.ts'
import { syncDoc, type SealedDoc } from '../../src/sync/syncDoc.ts'
import type { WebSocketConstructor } from '../../src/sync/wire.ts'
import { QUICK } from './quick.ts'
import type { FromTab, TabClaim, TabCommand, TabView, ToTab } from './tab.ts'

assert(parentPort, 'this runs as a worker')
const browser: MessagePort = parentPort
const tell = (message: FromTab): void => browser.postMessage(message)

/** What the browser has not answered yet, by the number of the request. */
const requests = new Map<number, { granted(): void; refused(): void }>()

/** `navigator.locks` of this tab; the manager lives where the browser's does, outside of every tab. */
const locks: TabLocks = {
  request: (name, { signal }, callback) =>
    new Promise((resolve, reject) => {
      const id = requests.size
      requests.set(id, {
        granted() {
          const release = (): void => tell({ type: 'release', id })
          callback().then(resolve, reject).finally(release)
        },
        refused: () => reject(signal.reason),
      })
      signal.addEventListener('abort', () => tell({ type: 'abort', id }))
      tell({ type: 'request', id, name })
    }),
}

let sockets = 0
class CountedSocket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols)
    sockets++
  }
}

const doc = new Y.Doc()
const map = doc.getMap('map')
const claims: TabClaim[] = []
let link: RelayLink | null = null
let sealed: SealedDoc | null = null

const open = async (url: string, code: string): Promise<void> => {
  const parsed = await parseLink(code)
  assert(parsed.ok, 'the test made this link')
  const { capability } = parsed.value
  // reason: as in world.ts, the event types of `ws` are classes of its own
  const Socket = CountedSocket as unknown as WebSocketConstructor
  link = createRelayLink({ url, WebSocket: Socket, firstBackOffMs: 10, lastBackOffMs: 100 })
  const opened = syncDoc({ link, doc, capability, presence: false, timing: QUICK, locks })
  const claim = (): void => void claims.push({ saved: opened.state().saved, keys: [...map.keys()] })
  opened.onChange(claim)
  sealed = opened
}

const view = (): TabView => {
  assert(sealed && link, 'a tab is looked at after it was opened')
  return {
    content: map.toJSON(),
    state: sealed.state(),
    link: link.phase(),
    sockets,
    claims: [...claims],
  }
}

const run = async (command: TabCommand): Promise<TabView> => {
  if (command.type === 'open') await open(command.url, command.code)
  if (command.type === 'set') map.set(command.key, command.value)
  if (command.type === 'silence') {
    doc.on('update', () => {
      throw new Error('the disk is gone')
    })
    try {
      map.set(command.key, 'the listener throws')
    } catch {
      // The act that met the fault says so to whoever did it; what matters here is what comes after.
    }
  }
  const seen = view()
  if (command.type === 'close') {
    sealed?.destroy()
    link?.close()
  }
  return seen
}

browser.on('message', (message: ToTab) => {
  if (message.type === 'granted') return requests.get(message.id)?.granted()
  if (message.type === 'refused') return requests.get(message.id)?.refused()
  run(message.command).then(
    (seen) => tell({ type: 'done', ask: message.ask, view: seen }),
    (fault: unknown) => tell({ type: 'failed', ask: message.ask, fault: String(fault) }),
  )
})
