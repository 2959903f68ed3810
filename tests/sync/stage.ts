import * as Y from 'yjs'
import type { Capability } from '../../src/crypto/capability.ts'
import { createRelayLink } from '../../src/sync/relayLink.ts'
import { syncDoc, type SealedDoc, type SyncDocOptions } from '../../src/sync/syncDoc.ts'
import { QUICK, until } from './quick.ts'
import { createScript, forgeLog, updateOf, type ForgedLog, type Line, type Script } from './scriptedRelay.ts'

const ends: (() => void)[] = []

/** For `afterEach`. */
export const clearStages = (): void => {
  for (const end of ends.splice(0)) end()
}

export interface Stage {
  readonly script: Script
  readonly doc: Y.Doc
  readonly map: Y.Map<unknown>
  readonly sealed: SealedDoc
  readonly line: Line
  /** The HELLO of the first connection. */
  readonly room: number
  codes(): readonly string[]
}

/** A device, and a relay whose every word the test says. */
export const openStage = async (
  capability: Capability,
  options: Partial<SyncDocOptions> = {},
  limits: Parameters<Line['challenge']>[0] = {},
): Promise<Stage> => {
  const script = createScript()
  const link = createRelayLink({
    url: 'ws://localhost:1/relay',
    WebSocket: script.WebSocket,
    firstBackOffMs: 1,
    lastBackOffMs: 5,
  })
  const doc = options.doc ?? new Y.Doc()
  const sealed = syncDoc({ link, capability, presence: false, timing: QUICK, ...options, doc })
  ends.push(() => {
    sealed.destroy()
    link.close()
    doc.destroy()
  })
  const line = await script.line(0)
  line.challenge(limits)
  const { room } = await line.next('hello')
  const codes = (): readonly string[] => sealed.state().problems.map(({ code }) => code)
  return { script, doc, map: doc.getMap('map'), sealed, line, room, codes }
}

/** A log in which one author wrote three words. */
export const threeWords = async (capability: Capability): Promise<{ log: ForgedLog; author: Y.Doc }> => {
  const log = await forgeLog(capability)
  const author = new Y.Doc()
  for (const word of ['one', 'two', 'three']) await log.write(updateOf(author, (map) => map.set(word, 1)))
  return { log, author }
}

export const synced = async (stage: Stage): Promise<void> =>
  until(
    () => stage.sealed.state().replayed,
    () => `the end of the replay: ${JSON.stringify(stage.sealed.state())}`,
  )
