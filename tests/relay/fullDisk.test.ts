import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { asReader, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { createRelayLink } from '../../src/sync/relayLink.ts'
import { syncDoc, type SealedDoc } from '../../src/sync/syncDoc.ts'
import { startCutProxy, type CutProxy } from '../helpers/cutProxy.ts'
import { layOutApp, makeTestFolder, type TestFolder } from '../server/appFolder.ts'
import { bundleServer, runCarrel, type CarrelProcess } from '../server/carrelProcess.ts'
import { noise, QUICK, until } from '../sync/quick.ts'
import { NodeWebSocket } from '../sync/world.ts'
import { endAll, endLater } from './peer.ts'

const SLOW = 240_000
const PATIENCE = 60_000
/** Room for the starter feed and some of what is written below. */
const DISK_KIB = 4_096
const PIECE = 100_000
/** More than the disk can hold. */
const MANY = 100
let file: string
let home: TestFolder

beforeAll(() => {
  file = bundleServer()
  home = makeTestFolder()
  layOutApp(path.join(home.path, 'app'))
}, SLOW)
afterEach(endAll)
afterAll(() => {
  home.remove()
  rmSync(file, { force: true })
})

const start = async (options: Parameters<typeof runCarrel>[2] = {}): Promise<CarrelProcess> => {
  const env = {
    HOST: 'localhost',
    CARREL_APP: path.join(home.path, 'app'),
    CARREL_DATA: path.join(home.path, 'data'),
  }
  const one = await runCarrel(file, env, options)
  endLater(() => one.kill('SIGKILL'))
  return one
}

interface Device {
  readonly map: Y.Map<unknown>
  readonly sealed: SealedDoc
  codes(): readonly string[]
  end(): void
}

const openDevice = (proxy: CutProxy, capability: Capability): Device => {
  const doc = new Y.Doc()
  const link = createRelayLink({
    url: `ws://localhost:${proxy.port}/relay`,
    WebSocket: NodeWebSocket,
    firstBackOffMs: 10,
    lastBackOffMs: 100,
  })
  const sealed = syncDoc({
    doc,
    capability,
    link,
    presence: false,
    tabs: false,
    // Tidying would make room, and what was refused would go through after all.
    timing: { ...QUICK, ackMs: 120_000, compactRecords: 1_000_000, compactBytes: 2 ** 30 },
  })
  const end = (): void => {
    sealed.destroy()
    link.close()
  }
  endLater(end)
  return {
    map: doc.getMap('map'),
    sealed,
    codes: () => sealed.state().problems.map(({ code }) => code),
    end,
  }
}

const hasAll = ({ map }: Device, words: readonly string[]): boolean => words.every((word) => map.has(word))

test(
  'R9: on a full disk the server tells and goes on, nobody is told "saved", and with room again all arrives',
  { timeout: SLOW },
  async () => {
    const full = await start({ diskKib: DISK_KIB })
    let { port } = full
    const proxy = await startCutProxy(() => port)
    endLater(() => proxy.close())
    const room = await createCapability()
    const writer = openDevice(proxy, room)
    const said: string[] = []
    /** What was said when the writer was last told "saved". */
    let acknowledged: readonly string[] = []
    writer.sealed.onChange(() => {
      if (writer.sealed.state().saved) acknowledged = [...said]
    })
    const say = (word: string, content: string): void => {
      said.push(word)
      writer.map.set(word, content)
    }
    const isRefused = (): boolean => writer.codes().includes('storage')
    for (let n = 0; n < MANY && !isRefused(); n++) {
      say(`piece ${n}`, noise(PIECE))
      expect(writer.sealed.state().saved).toBe(false)
      await until(
        () => writer.sealed.state().saved || isRefused(),
        () => `an answer: ${JSON.stringify(writer.sealed.state())}`,
        PATIENCE,
      )
    }
    expect(writer.sealed.state()).toMatchObject({ phase: 'live', saved: false })
    expect(acknowledged.length).toBeGreaterThan(5)
    expect(said.length).toBeGreaterThan(acknowledged.length)
    say('meanwhile', 'small')

    // It goes on for those who read, and says once why it does not for those who write.
    const health = await fetch(`http://localhost:${port}/healthz`)
    expect([health.status, await health.json()]).toEqual([503, { ok: false, trouble: 'disk-refuses' }])
    const reader = openDevice(proxy, await asReader(room))
    await until(() => hasAll(reader, acknowledged), 'the reader has what was acknowledged', PATIENCE)
    reader.end()
    await until(isRefused, 'still refused', PATIENCE)
    expect(full.output().match(/disk-refuses/g)).toHaveLength(1)
    proxy.cut()
    expect(await full.kill('SIGTERM')).toBe(0)

    const again = await start()
    expect(again.output()).not.toMatch(/damaged/)
    port = again.port
    const other = await startCutProxy(() => port)
    endLater(() => other.close())
    const newcomer = openDevice(other, room)
    await until(() => hasAll(newcomer, acknowledged), 'all that was acknowledged is there', PATIENCE)
    await newcomer.sealed.settled()
    expect(hasAll(newcomer, said)).toBe(false)
    proxy.mend()
    await until(() => hasAll(newcomer, said), 'what waited arrives', PATIENCE)
    await until(
      () => writer.sealed.state().saved,
      () => `saved: ${JSON.stringify(writer.sealed.state())}`,
      PATIENCE,
    )
    expect(writer.codes()).toEqual([])
  },
)
