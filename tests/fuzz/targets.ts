import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { openBackup, printBackup, readEnvelope, salvageBackup } from '../../src/backup/backupFile.ts'
import { parseContents, printContents } from '../../src/backup/contents.ts'
import { parseLibraryKey, printKeyCode, printKeyWords } from '../../src/backup/libraryKey.ts'
import { overviewOf } from '../../src/backup/overview.ts'
import {
  asReader,
  asWriter,
  capabilityFromOwnerSecret,
  createCapability,
  type Capability,
  type RoomKeys,
} from '../../src/crypto/capability.ts'
import { MAX_HAND_OVERS, MAX_INFLATED_BYTES } from '../../src/crypto/limits.ts'
import { parseLink } from '../../src/crypto/link.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { openMove, sealMove } from '../../src/crypto/move.ts'
import { unpad } from '../../src/crypto/padding.ts'
import { randomBytes, sha256 } from '../../src/crypto/primitives.ts'
import { deflate, inflate } from '../../src/crypto/content.ts'
import { createSealer, openRecord, peekRecord, RECORD_TYPES, type Seen } from '../../src/crypto/record.ts'
import { agreementKey } from '../../src/crypto/x25519.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import { concatBytes, type Bytes } from '../../src/lib/bytes.ts'
import { clientFrames, relayFrames } from '../../src/protocol/codec.ts'
import { MAX_MESSAGES_PER_FRAME, WIRE_LIMITS } from '../../src/protocol/limits.ts'
import type { ClientMessage, RelayMessage } from '../../src/protocol/message.ts'
import { readParts } from '../../src/sync/coverage.ts'
import { MAX_PRESENCE_ENTRIES, MAX_SNAPSHOT_BYTES } from '../../src/sync/limits.ts'
import {
  createPresenceFilter,
  parseEphemeral,
  parsePresence,
  printEphemeral,
  printPresence,
} from '../../src/sync/presence.ts'
import { readControl } from '../../src/sync/readControl.ts'
import { readRecord } from '../../src/sync/readRecord.ts'
import { createSnapshotDownload } from '../../src/sync/snapshotDownload.ts'
import { decodeText } from '../../src/formats/references/decodeText.ts'
import { readReferences } from '../../src/formats/references/readReferences.ts'
import { runSteps } from '../../src/formats/references/reference.ts'
import type { Pick } from './mutate.ts'

/** Something that takes bytes from outside. */
export interface Target {
  readonly name: string
  readonly samples: readonly Uint8Array[]
  /** How often its turn comes, against the others: cheap ones are tried more. */
  readonly weight: number
  /**
   * Hands it the bytes; answers whether it took them for good. It throws where anything must not be: an exception, an
   * answer larger than what came or than a named limit.
   */
  run(bytes: Bytes, pick: Pick): Promise<boolean> | boolean
}

const must = (condition: boolean, sentence: string): void => {
  if (!condition) throw new Error(sentence)
}

/** Bytes and numbers in a value, however deep: what it makes a device hold. */
const sizeOf = (value: unknown): number => {
  if (value instanceof Uint8Array) return value.length
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, one) => sum + sizeOf(one), 1)
}

const isClean = (): boolean => !('polluted' in {}) && !('guest' in {})

interface Members {
  readonly owner: Capability
  readonly writer: Capability
  readonly reader: Capability
  readonly keys: RoomKeys
}

const SEEN: Seen = { logId: new Uint8Array(16), seq: 3, chain: new Uint8Array(16), prevFloor: 1 }

const relayMessages = (keys: RoomKeys, record: Bytes): readonly RelayMessage[] => [
  { type: 'challenge', nonce: new Uint8Array(32), limits: WIRE_LIMITS },
  {
    type: 'welcome',
    room: 1,
    logId: SEEN.logId,
    keys,
    head: 9,
    chain: SEEN.chain,
    floor: 3,
    floorChain: SEEN.chain,
    snapshotTag: new Uint8Array(8),
    snapshotSize: 500,
    snapshotAge: 86_400_000,
    resumed: false,
    moved: record,
  },
  { type: 'record', room: 1, seq: 10, record },
  { type: 'synced', room: 1, head: 10 },
  { type: 'ack', room: 1, ref: 300, seq: 11 },
  { type: 'nack', room: 1, ref: 301, code: 'compact-required' },
  { type: 'eph', room: 1, conn: 2 ** 40, record },
  { type: 'leave', room: 1, conn: 2 ** 40 },
  { type: 'compacted', room: 1, floor: 10, tag: new Uint8Array(8), size: 100 },
  { type: 'part', room: 1, tag: new Uint8Array(8), offset: 0, total: 100, bytes: new Uint8Array(90) },
  { type: 'closed', room: 1, code: 'stale' },
  { type: 'pong' },
  { type: 'held', room: 1, tag: new Uint8Array(8), offset: 65_536 },
  {
    type: 'generations',
    room: 1,
    ref: 4,
    kept: [{ floor: 9, tag: new Uint8Array(8), size: 7, at: 2 ** 40 }],
  },
]

const clientMessages = (members: Members, record: Bytes): readonly ClientMessage[] => [
  {
    type: 'hello',
    room: 1,
    roomId: members.owner.roomId,
    role: 'writer',
    keys: members.keys,
    signature: new Uint8Array(64),
    since: { logId: SEEN.logId, seq: 4, chain: SEEN.chain, floor: 0, snapshotTag: new Uint8Array(0) },
    held: { tag: new Uint8Array(8), offset: 65_536 },
  },
  { type: 'append', room: 1, ref: 1, record },
  { type: 'eph', room: 1, record },
  { type: 'part', room: 1, tag: new Uint8Array(8), offset: 0, total: 100, bytes: new Uint8Array(90) },
  {
    type: 'compact',
    room: 1,
    ref: 2,
    tag: new Uint8Array(8),
    logId: SEEN.logId,
    prevFloor: 0,
    prevTag: new Uint8Array(8),
    upto: 4,
    chain: SEEN.chain,
    signature: new Uint8Array(64),
  },
  { type: 'fetch', room: 1, ref: 3, tag: new Uint8Array(8), offset: 64 },
  { type: 'generations', room: 1, ref: 4 },
  { type: 'offer', room: 1, ref: 5, tag: new Uint8Array(8), total: 100 },
  { type: 'control', room: 1, ref: 0, upto: 3, record },
  { type: 'leave', room: 1 },
  { type: 'ping' },
]

/** Updates as people make them: maps, texts with formats, arrays, types within types, deletions. */
const honestUpdates = (): readonly Uint8Array[] => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const map = doc.getMap<unknown>('map')
  const text = doc.getText('text')
  map.set('a', { title: 'A', authors: ['B', 'C'], year: 2026, open: true, none: null })
  text.insert(0, 'some words')
  text.format(2, 4, { bold: true })
  text.insertEmbed(3, { image: 'x' })
  map.set('inner', new Y.Map([['deep', new Y.Text('er')]]))
  map.delete('a')
  text.delete(0, 5)
  doc.getArray('list').insert(0, [1, 'two', new Uint8Array(3), new Y.Array()])
  doc.getArray('list').delete(1, 2)
  map.set('sub', new Y.Doc({ guid: 'g' }))
  updates.push(Y.encodeStateAsUpdate(doc), Y.encodeStateAsUpdateV2(doc))
  return updates
}

/** One JSON value within another, as Yjs writes it. */
export const deepAny = (depth: number): Uint8Array => {
  const to = encoding.createEncoder()
  for (let level = 0; level < depth; level++) {
    encoding.writeUint8(to, 117)
    encoding.writeVarUint(to, 1)
  }
  encoding.writeUint8(to, 126)
  return encoding.toUint8Array(to)
}

/** An update of one item in the text `text`: `kind` is Yjs's number of its content, which `write` writes. */
export const updateWith = (kind: number, write: (to: encoding.Encoder) => void): Uint8Array<ArrayBuffer> => {
  const to = encoding.createEncoder()
  for (const number of [1, 1, 5, 0]) encoding.writeVarUint(to, number)
  encoding.writeUint8(to, kind)
  encoding.writeVarUint(to, 1)
  encoding.writeVarString(to, 'text')
  write(to)
  encoding.writeVarUint(to, 0)
  return new Uint8Array(encoding.toUint8Array(to))
}

/** Everything that bytes from a relay, a member, a link or a disk can reach, with real samples. */
export const createTargets = async (): Promise<readonly Target[]> => {
  const owner = await createCapability()
  const [writer, reader] = [await asWriter(owner), await asReader(owner)]
  if (!owner.ownerKey || !owner.writerKey) throw new Error('an owner has all keys')
  const members: Members = {
    owner,
    writer,
    reader,
    keys: { owner: owner.ownerKey, writer: owner.writerKey, reader: owner.readerKey },
  }
  const { keys } = members
  const sealer = await createSealer(owner, randomBytes(32))
  const updates = honestUpdates()
  const first = new Uint8Array(updates[0] ?? [])
  const records = await Promise.all(
    [RECORD_TYPES.update, RECORD_TYPES.snapshot, RECORD_TYPES.ephemeral, RECORD_TYPES.control].map((type) =>
      sealer.seal(type, SEEN, first),
    ),
  )
  const [update = new Uint8Array(0)] = records
  const friend = await agreementKey(randomBytes(32))
  const next = await createCapability()
  const move = await sealMove({
    from: owner,
    to: next,
    owners: [friend.publicKey],
    writers: [(await agreementKey(randomBytes(32))).publicKey],
    readersFollow: true,
  })
  if (!move.ok) throw new Error(move.error)
  const links = await Promise.all([owner, writer, reader].map(printLink))
  const linkTexts = links.flatMap((link) => [
    link,
    `https://carrel.example/join#${link}`,
    `see <a%23${link}> it`,
  ])
  const presence = printPresence([
    { client: 7, clock: 3, state: { name: 'Bo', colour: '#123456', at: { key: 1 } } },
    { client: 8, clock: 1, state: null },
  ])
  const deflated = await Promise.all([
    deflate(first),
    deflate(new Uint8Array(100_000)),
    deflate(randomBytes(500)),
  ])
  const context = { capability: writer, keys, validate: checkUpdate }
  const secrets = { librarySecret: randomBytes(32), identitySecret: randomBytes(32) }
  const { room } = await capabilityFromOwnerSecret(secrets.librarySecret)
  const contents = {
    about: { madeAt: 1, by: 'Ada', device: 'Chrome', version: '1' },
    keys: secrets,
    documents: [
      { name: `library:${room}`, state: first },
      { name: 'list:one', state: new Uint8Array(updates[1] ?? []) },
    ],
  }

  return [
    {
      name: 'frames from a relay',
      weight: 40,
      samples: relayMessages(keys, update).map((message) => relayFrames.print([message, { type: 'pong' }])),
      run(bytes) {
        const parsed = relayFrames.parse(bytes)
        if (!parsed.ok) return false
        must(
          parsed.value.length <= Math.min(bytes.length, MAX_MESSAGES_PER_FRAME),
          'more messages than bytes',
        )
        must(sizeOf(parsed.value) <= 40 * bytes.length, 'a frame becomes much larger than it is')
        return true
      },
    },
    {
      name: 'frames from a client',
      weight: 40,
      samples: clientMessages(members, update).map((message) =>
        clientFrames.print([message, { type: 'ping' }]),
      ),
      run(bytes) {
        const parsed = clientFrames.parse(bytes)
        if (!parsed.ok) return false
        must(
          parsed.value.length <= Math.min(bytes.length, MAX_MESSAGES_PER_FRAME),
          'more messages than bytes',
        )
        must(sizeOf(parsed.value) <= 40 * bytes.length, 'a frame becomes much larger than it is')
        return true
      },
    },
    {
      name: 'records of anybody',
      weight: 1,
      samples: records,
      async run(bytes) {
        const peeked = peekRecord(bytes)
        must(peeked === null || bytes.length >= 110, 'a record shorter than one can be')
        const opened = await openRecord(writer, keys, bytes)
        for (const place of ['tail', 'floor'] as const) {
          const read = await readRecord(context, place, bytes)
          must(opened.ok || read.type === 'skipped' || read.type === 'kept', 'what does not open is taken')
        }
        if (!opened.ok)
          must((await readControl(reader, keys, bytes)) === null, 'what does not open is a move')
        // Nobody but the members made these: whatever opens is one of them, unchanged.
        must(!opened.ok || records.some((one) => Buffer.compare(one, bytes) === 0), 'a changed record opens')
        return opened.ok
      },
    },
    {
      name: 'what a member seals',
      weight: 1,
      samples: [...updates, presence, move.value],
      async run(bytes, pick) {
        const type = [1, 1, 3, 4][pick(4)] ?? 1
        // reason: the literals are record types
        const record = await sealer.seal(type as 1 | 3 | 4, SEEN, bytes)
        const opened = await openRecord(reader, keys, record)
        must(opened.ok, 'what a member sealed does not open')
        const read = await readRecord(context, 'tail', record)
        if (read.type !== 'update') return false
        must(type === RECORD_TYPES.update && checkUpdate(bytes).ok, 'what is no update reaches the document')
        return true
      },
    },
    {
      name: 'padding',
      weight: 30,
      samples: [new Uint8Array([0, 0, 0, 3, 1, 2, 3, 0]), new Uint8Array(60)],
      run(bytes) {
        const content = unpad(bytes)
        must(content === null || content.length <= bytes.length - 4, 'padding adds bytes')
        return content !== null
      },
    },
    {
      name: 'deflated snapshots',
      weight: 1,
      samples: deflated,
      async run(bytes, pick) {
        const limit = [MAX_INFLATED_BYTES, 100_000, 1_000, 0][pick(4)] ?? 0
        const inflated = await inflate(bytes, limit)
        must(inflated === null || inflated.length <= limit, 'a bomb went off')
        return inflated !== null
      },
    },
    {
      name: 'links',
      weight: 4,
      samples: linkTexts.map((text) => new TextEncoder().encode(text)),
      async run(bytes) {
        const parsed = await parseLink(Buffer.from(bytes).toString('utf8'))
        must(
          !parsed.ok || parsed.value.capability.roomId.length === 20,
          'a link leads to something that is no room',
        )
        return parsed.ok
      },
    },
    {
      name: 'moves',
      weight: 1,
      samples: [move.value],
      async run(bytes) {
        const opened = await openMove(owner, friend, bytes)
        must(bytes.length < MAX_HAND_OVERS * 200, 'a move larger than a record')
        return opened.ok && opened.value.capability?.role === 'owner'
      },
    },
    {
      name: 'presence',
      weight: 40,
      samples: [presence, printPresence([])],
      run(bytes) {
        const entries = parsePresence(bytes)
        must(entries === null || entries.length <= MAX_PRESENCE_ENTRIES, 'more people than are shown')
        must(isClean(), 'presence reaches into all objects')
        return entries !== null
      },
    },
    {
      name: 'presence of a member',
      weight: 20,
      samples: [printEphemeral(1_000, printPresence([{ client: 9, clock: 1, state: { name: 'Cy' } }]))],
      run(bytes, pick) {
        const filter = createPresenceFilter(() => 7)
        const facts = { guest: pick(2) === 0, now: 2_000 }
        const shown = filter.incoming(pick(3), BigInt(1 + pick(3)), bytes, facts)
        const entries = shown && parsePresence(shown)
        for (const { client, state } of entries ?? []) {
          must(client !== 7, 'somebody else is me')
          must(state === null || state['guest'] === facts.guest, 'a guest is no guest')
        }
        must(parseEphemeral(bytes) !== null || shown === null, 'what has no time is shown')
        must(isClean(), 'presence reaches into all objects')
        return shown !== null
      },
    },
    {
      name: 'updates before Yjs',
      weight: 6,
      samples: [
        ...updates,
        updateWith(8, (to) => {
          encoding.writeVarUint(to, 1)
          encoding.writeUint8Array(to, deepAny(40))
        }),
        updateWith(5, (to) => encoding.writeVarString(to, '[[[[{"a":[1]}]]]]')),
      ],
      run(bytes) {
        if (!checkUpdate(bytes).ok) return false
        const parts = readParts(bytes)
        must(parts !== null, 'an update whose parts cannot be read is let through')
        const doc = new Y.Doc()
        try {
          Y.applyUpdate(doc, bytes)
        } catch {
          // Yjs may refuse what decodes: the room tells, and counts nothing of it as taken in.
          return false
        }
        // What was taken in can be told to others.
        Y.encodeStateAsUpdate(doc)
        must(isClean(), 'an update reaches into all objects')
        return true
      },
    },
    {
      name: 'backup files',
      weight: 1,
      samples: [await printBackup(contents, null)],
      async run(bytes) {
        const whole = await readEnvelope(bytes)
        // As somebody makes it who wants it to be taken: with a sum that fits.
        const body = bytes.slice(0, Math.max(0, bytes.length - 32))
        const made = await readEnvelope(concatBytes(body, await sha256(body)))
        must(!whole.ok || made.ok, 'a whole file is not whole with the same sum')
        if (!made.ok) return false
        const opened = await openBackup(made.value, made.value.sealed ? 'four words of no sense' : null)
        if (opened.ok) await overviewOf(opened.value)
        const salvaged = await salvageBackup(bytes)
        if (salvaged) await overviewOf(salvaged)
        must(isClean(), 'a damaged backup reaches into all objects')
        return whole.ok && opened.ok
      },
    },
    {
      name: 'files of references',
      weight: 2,
      samples: [
        '@string{j = "Journal"}\n@article{a, title={A {T}itle $x$}, author={M{\\"u}ller, A. and B}, journal=j # { x}, year=2001, crossref={a}}\n@comment{jabref-meta: groupstree:\n1 ExplicitGroup:G\\;0\\;a\\;;}',
        '\uFEFFTY  - JOUR\r\nTI  - A title\r\nAU  - Smith, A.\r\nDA  - 2016/05/12//\r\nDO  - 10.1000/x\r\nER  - \r\n',
        '[{"type":"book","title":"T","author":[{"family":"F","given":"G"}],"issued":{"date-parts":[["2011",5]]}}]',
        '{"items":[{"itemType":"book","itemID":1,"title":"T","creators":[{"lastName":"L"}]}],"collections":{"K":{"name":"N","items":[1]}}}',
        '<?xml version="1.0"?><xml><records><record><titles><title>T</title></titles><dates><year>1999</year></dates></record></records></xml>',
      ].map((text) => new TextEncoder().encode(text)),
      run(bytes) {
        const read = runSteps(readReferences(decodeText(bytes).text))
        must(sizeOf(read) <= 20 * bytes.length + 2_000, 'references become larger than their file')
        must(isClean(), 'references reach into all objects')
        return read.ok && read.value.references.length > 0
      },
    },
    {
      name: 'library keys',
      weight: 2,
      samples: [await printKeyCode(secrets), printKeyWords(secrets).join(' ')].map((text) =>
        new TextEncoder().encode(text),
      ),
      async run(bytes) {
        const parsed = await parseLibraryKey(Buffer.from(bytes).toString('utf8'))
        must(!parsed.ok || parsed.value.identitySecret.length === 32, 'a key that is none')
        return parsed.ok
      },
    },
    {
      name: 'contents of backups',
      weight: 2,
      samples: [await printContents(contents)],
      async run(bytes) {
        const parsed = await parseContents(bytes)
        must(sizeOf(parsed) <= 2 * bytes.length + 100, 'contents become larger than they are')
        if (parsed) await overviewOf(parsed)
        must(isClean(), 'a backup reaches into all objects')
        return parsed !== null
      },
    },
    {
      name: 'parts of a snapshot',
      weight: 20,
      samples: [Uint8Array.of(8, 0, 4, 4, 4), Uint8Array.of(200, 0, 100, 100, 100)],
      run(bytes) {
        const [size = 0, ...said] = bytes
        const tag = new Uint8Array(8)
        const download = createSnapshotDownload(tag, size, MAX_SNAPSHOT_BYTES)
        if (!download) return false
        let done = false
        for (let at = 0; at + 1 < said.length; at += 2) {
          const state = download.take({
            tag,
            offset: said[at] ?? 0,
            total: size,
            bytes: new Uint8Array(said[at + 1] ?? 0),
          })
          must(download.received() <= size, 'more than the whole')
          if (state === 'done') done = true
        }
        must(!done || download.received() === size, 'done before the end')
        return done
      },
    },
  ]
}
