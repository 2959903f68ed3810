import * as Y from 'yjs'
import type { Capability } from '../../src/crypto/capability.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import { createRelayLink, type RelayLink } from '../../src/sync/relayLink.ts'
import type { RoomTiming } from '../../src/sync/roomContext.ts'
import { syncDoc, type SealedDoc } from '../../src/sync/syncDoc.ts'
import type { ModelLine } from './network.ts'
import type { VirtualClock } from './virtualClock.ts'

/** What a device's disk holds of one document. */
export type DeviceDisk = Uint8Array[]

/** A document on an open page. */
export interface ModelPage {
  readonly doc: Y.Doc
  readonly sealed: SealedDoc
  readonly disk: DeviceDisk
  /** What was written before the last disk write only lived in memory. */
  readonly unwritten: Uint8Array[]
  /** The relay's losses that its `saved` knows of. */
  trust: number
}

export interface ModelDevice {
  readonly by: string
  readonly line: ModelLine
  readonly link: RelayLink
  readonly pages: readonly ModelPage[]
  /** True from a loss of the relay until the connection is seen to be gone. */
  stale: boolean
  /** The page is closed: what it has goes to the disk first, unless the device dies. */
  end(how: 'closed' | 'died'): void
}

export const RELAY_URL = 'ws://relay.test/relay'
export const RELAY_ORIGIN = 'http://relay.test'

/** Opens a page over what `disks` hold, one document for each capability. Disk writes take `writeMs`. */
export const openModelDevice = (options: {
  readonly by: string
  readonly clock: VirtualClock
  readonly line: ModelLine
  readonly capabilities: readonly Capability[]
  readonly disks: readonly DeviceDisk[]
  readonly timing: Partial<RoomTiming>
  readonly writeMs: () => number
  readonly presence: boolean
  readonly newDoc: () => Y.Doc
  readonly changed: (device: ModelDevice, room: number) => void
}): ModelDevice => {
  const { by, clock, line, capabilities, timing } = options
  const link = createRelayLink({ url: RELAY_URL, WebSocket: line.WebSocket })
  let ended = false
  const pages = capabilities.map((capability, room): ModelPage => {
    const doc = options.newDoc()
    const disk = [...(options.disks[room] ?? [])]
    for (const update of disk) Y.applyUpdate(doc, update)
    const unwritten: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => {
      unwritten.push(update)
      if (unwritten.length > 1) return
      clock.after(options.writeMs(), () => {
        if (!ended) disk.push(...unwritten.splice(0))
      })
    })
    const sealed = syncDoc({
      doc,
      capability,
      link,
      presence: options.presence,
      tabs: false,
      validate: checkUpdate,
      timing,
    })
    sealed.onChange(() => {
      if (!ended) options.changed(device, room)
    })
    return { doc, sealed, disk, unwritten, trust: 0 }
  })
  const device: ModelDevice = {
    by,
    line,
    link,
    pages,
    stale: false,
    end(how) {
      ended = true
      for (const { sealed, disk, unwritten } of pages) {
        if (how === 'closed') disk.push(...unwritten.splice(0))
        sealed.destroy()
      }
      link.close()
      for (const { doc } of pages) doc.destroy()
    },
  }
  link.onPhase(() => {
    if (link.phase() !== 'open') device.stale = false
  })
  return device
}
