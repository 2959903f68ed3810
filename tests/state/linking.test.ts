import { createRoot } from 'solid-js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commitmentTo, deviceKey, parseDeviceLink, sealLibrary } from '../../src/crypto/deviceLink.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { leaveLink, readLinkDoc, sayStep } from '../../src/doc/linkDoc.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import { parseBase64url, printBase64url, type Bytes } from '../../src/lib/bytes.ts'
import { err, ok } from '../../src/lib/result.ts'
import { askLibrary, type Taking } from '../../src/state/askLibrary.ts'
import type { DeviceLinking, LibraryGift } from '../../src/state/devices.ts'
import { createDeferredSync } from '../../src/state/deferredSync.ts'
import { giveLibrary } from '../../src/state/giveLibrary.ts'
import { LINK_TIMING, type LinkTiming } from '../../src/state/linkRoom.ts'
import { LINK_REASONS, type LinkReason } from '../../src/state/linkSentences.ts'
import { createTransport } from '../../src/sync/transport.ts'
import { until } from '../sync/quick.ts'
import { NodeWebSocket, openWorld, type Device, type World } from '../sync/world.ts'

const KEYS = { librarySecret: new Uint8Array(32).fill(3), identitySecret: new Uint8Array(32).fill(4) }

let world: World
const ends: (() => void)[] = []
beforeEach(async () => {
  world = await openWorld()
})
afterEach(async () => {
  for (const end of ends.splice(0)) end()
  await world.close()
})

const openTransport = () => {
  const transport = createDeferredSync(async () =>
    createTransport({
      url: world.url(),
      WebSocket: NodeWebSocket,
      validate: checkUpdate,
      firstBackOffMs: 10,
      lastBackOffMs: 100,
    }),
  )
  ends.push(() => transport.close())
  return transport
}

interface Asker extends DeviceLinking {
  readonly code: string
  /** What arrived, if anything did. */
  taken(): typeof KEYS | null
}

const ask = async (timing?: Partial<LinkTiming>, taking: Partial<Taking> = {}): Promise<Asker> => {
  let taken: typeof KEYS | null = null
  const asker = await askLibrary({
    name: 'Firefox on Linux',
    transport: openTransport(),
    timing: { ...LINK_TIMING, lastWordMs: 500, ...timing },
    taking: {
      keep: async (keys) => {
        taken = keys
        return ok(null)
      },
      goOver: async () => ok(null),
      ...taking,
    },
  })
  return { ...asker, taken: () => taken }
}

const give = async (
  code: string,
  timing?: Partial<LinkTiming>,
): Promise<LibraryGift & { handedOver(): boolean }> => {
  const link = await parseDeviceLink(code)
  if (!link.ok) throw new Error(link.error)
  let handed = false
  const gift = await giveLibrary({
    link: link.value,
    keys: KEYS,
    transport: openTransport(),
    timing: { ...LINK_TIMING, lastWordMs: 500, ...timing },
    onHandOver: () => (handed = true),
  })
  return { ...gift, handedOver: () => handed }
}

/** Somebody who has a picture of the code, in its room. */
const enterAsThird = async (code: string): Promise<Device> => {
  const link = await parseDeviceLink(code)
  if (!link.ok) throw new Error(link.error)
  const third = world.device(link.value.room)
  await third.sealed.settled()
  return third
}

const isEnded = (side: DeviceLinking, reason: LinkReason): boolean => {
  const phase = side.phase()
  return phase.type === 'ended' && phase.sentence === LINK_REASONS[reason]
}
const ended = (side: DeviceLinking, reason: LinkReason): Promise<void> =>
  until(
    () => isEnded(side, reason),
    () => `${reason}: ${JSON.stringify(side.phase())}`,
  )
const reached = (side: DeviceLinking, type: string): Promise<void> =>
  until(
    () => side.phase().type === type,
    () => `${type}: ${JSON.stringify(side.phase())}`,
  )
const codeOn = (side: DeviceLinking): string => {
  const phase = side.phase()
  if (phase.type !== 'comparing') throw new Error(`no code, but ${phase.type}`)
  return phase.code
}
const compare = async (): Promise<readonly [Asker, Awaited<ReturnType<typeof give>>]> => {
  const asker = await ask()
  const giver = await give(asker.code)
  asker.begin()
  giver.begin()
  await Promise.all([reached(asker, 'comparing'), reached(giver, 'comparing')])
  return [asker, giver]
}

test('a library goes over once the person has agreed on both screens, and not before', async () => {
  const [asker, giver] = await compare()
  expect(codeOn(asker)).toMatch(/^\d{6}$/)
  expect(codeOn(asker)).toBe(codeOn(giver))
  expect(giver.name()).toBe('Firefox on Linux')
  giver.agree()
  await until(() => {
    const phase = giver.phase()
    return phase.type === 'comparing' && phase.agreed
  }, 'the giver waits for the other screen')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(giver.handedOver()).toBe(false)
  asker.agree()
  await Promise.all([reached(asker, 'done'), reached(giver, 'done')])
  expect(asker.taken()).toEqual(KEYS)
})

test('whichever screen is pressed first, nothing goes over on the word of one', async () => {
  const [asker, giver] = await compare()
  asker.agree()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect([giver.handedOver(), asker.taken(), giver.phase().type]).toEqual([false, null, 'comparing'])
  giver.agree()
  await reached(giver, 'done')
  expect(asker.taken()).toEqual(KEYS)
})

test('reading a code, and asking for one, says nothing to the relay', async () => {
  const asker = await ask()
  const link = await parseDeviceLink(asker.code)
  if (!link.ok) throw new Error(link.error)
  const giver = await give(asker.code)
  expect([asker.phase(), giver.phase()]).toEqual([{ type: 'resting' }, { type: 'resting' }])
  giver.cancel()
  asker.cancel()
  expect(await world.store().head(link.value.room.room)).toEqual(ok(null))
})

test('no secret and no code is in anything the relay keeps', async () => {
  const asker = await ask()
  const link = await parseDeviceLink(asker.code)
  if (!link.ok) throw new Error(link.error)
  const third = await enterAsThird(asker.code)
  const giver = await give(asker.code)
  asker.begin()
  giver.begin()
  await Promise.all([reached(asker, 'comparing'), reached(giver, 'comparing')])
  giver.agree()
  asker.agree()
  await reached(giver, 'done')
  await until(() => readLinkDoc(third.doc).said.has('receipt'), 'the whole of it has been said')
  // Not even in what somebody who has the code can read.
  const said = [...readLinkDoc(third.doc).said.values()].map((value) =>
    Buffer.from(parseBase64url(value) ?? new Uint8Array(0)),
  )
  expect(said.length).toBe(8)
  for (const secret of Object.values(KEYS))
    for (const one of said) expect(one.includes(Buffer.from(secret))).toBe(false)
})

test.each<[string, (asker: Asker, giver: LibraryGift) => void, LinkReason, LinkReason]>([
  ['the giver says that the codes differ', (_asker, giver) => giver.differ(), 'other-differ', 'differ'],
  ['the new device says that the codes differ', (asker) => asker.differ(), 'differ', 'other-differ'],
  ['the giver stops', (_asker, giver) => giver.cancel(), 'other-cancelled', 'cancelled'],
  ['the new device stops', (asker) => asker.cancel(), 'cancelled', 'other-cancelled'],
])('when %s, both end and nothing was handed over', async (_name, act, atAsker, atGiver) => {
  const [asker, giver] = await compare()
  act(asker, giver)
  await Promise.all([ended(asker, atAsker), ended(giver, atGiver)])
  // Too late to agree.
  giver.agree()
  asker.agree()
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect([giver.handedOver(), asker.taken()]).toEqual([false, null])
})

test('somebody with a picture of the code who plays the giver shows another code', async () => {
  const asker = await ask()
  asker.begin()
  const link = await parseDeviceLink(asker.code)
  if (!link.ok) throw new Error(link.error)
  // The third one is there first, plays the giver to the new device, and keeps its words from the real giver's eyes
  // by taking them back: what it cannot do is have both show one code.
  const third = await enterAsThird(asker.code)
  await until(() => readLinkDoc(third.doc).said.has('hello'), 'the new device is there')
  const secret = randomBytes(32)
  const giverKey = (await deviceKey(secret)).publicKey
  sayStep(third.doc, 'commitment', printBase64url(await commitmentTo({ link: link.value, giverKey })))
  await until(() => readLinkDoc(third.doc).said.has('nonce'), 'the new device answers')
  sayStep(third.doc, 'reveal', printBase64url(giverKey))
  await reached(asker, 'comparing')
  const giver = await give(asker.code)
  giver.begin()
  // The real giver finds that the code is in use, and says nothing.
  await ended(giver, 'used')
  expect(giver.handedOver()).toBe(false)
})

test('a third one between the two makes two codes, and a box of its own opens nothing', async () => {
  const asker = await ask()
  const link = await parseDeviceLink(asker.code)
  if (!link.ok) throw new Error(link.error)
  asker.begin()
  const third = await enterAsThird(asker.code)
  const secret = randomBytes(32)
  const giverKey = (await deviceKey(secret)).publicKey
  sayStep(third.doc, 'commitment', printBase64url(await commitmentTo({ link: link.value, giverKey })))
  await until(() => readLinkDoc(third.doc).said.has('nonce'), 'the new device answers')
  const nonce = parseBase64url(readLinkDoc(third.doc).said.get('nonce') ?? '') ?? randomBytes(1)
  // It revealed another key than the one it is bound to.
  sayStep(third.doc, 'reveal', printBase64url((await deviceKey(randomBytes(32))).publicKey))
  await ended(asker, 'disturbed')
  const box = await sealLibrary({ link: link.value, giverKey, nonce }, secret, KEYS)
  sayStep(third.doc, 'box', printBase64url(box ?? randomBytes(1)))
  await third.sealed.settled()
  expect(asker.taken()).toBeNull()
})

test('a box by somebody else than the compared giver ends it with nothing taken', async () => {
  const [asker, giver] = await compare()
  const third = await enterAsThird(asker.code)
  const link = await parseDeviceLink(asker.code)
  if (!link.ok) throw new Error(link.error)
  const secret = randomBytes(32)
  const { said } = readLinkDoc(third.doc)
  const bytes = (step: 'reveal' | 'nonce'): Bytes => parseBase64url(said.get(step) ?? '') ?? randomBytes(1)
  const box = await sealLibrary(
    { link: link.value, giverKey: bytes('reveal'), nonce: bytes('nonce') },
    secret,
    { librarySecret: randomBytes(32), identitySecret: randomBytes(32) },
  )
  sayStep(third.doc, 'box', printBase64url(box ?? randomBytes(1)))
  await third.sealed.settled()
  asker.agree()
  await ended(asker, 'disturbed')
  expect(asker.taken()).toBeNull()
  await ended(giver, 'other-disturbed')
})

test.each<[string, (third: Device) => void]>([
  ['says a step a second time', ({ doc }) => sayStep(doc, 'hello', 'Me too')],
  ['writes garbage', ({ doc }) => doc.getMap('said').set('x', new Uint8Array(100))],
  ['writes what no link says', ({ doc }) => doc.getText('hey').insert(0, 'hey')],
  [
    'takes back what a side has said',
    ({ doc }) => {
      const said = doc.getMap('said')
      for (const key of [...said.keys()]) if (key.startsWith('commitment')) said.delete(key)
    },
  ],
  [
    'changes what a side has said',
    ({ doc }) => {
      const said = doc.getMap('said')
      for (const key of [...said.keys()])
        if (key.startsWith('reveal')) said.set(key, printBase64url(randomBytes(32)))
    },
  ],
])('a third one who %s ends it, and nothing was handed over', async (_name, disturb) => {
  const [asker, giver] = await compare()
  const third = await enterAsThird(asker.code)
  disturb(third)
  await until(() => giver.phase().type === 'ended', 'the giver ends')
  await until(() => asker.phase().type === 'ended', 'the new device ends')
  expect(isEnded(giver, 'disturbed') || isEnded(giver, 'other-disturbed')).toBe(true)
  giver.agree()
  asker.agree()
  expect([giver.handedOver(), asker.taken()]).toEqual([false, null])
})

test('a code that was used is refused to the next who opens it, whatever came of it', async () => {
  const [asker, giver] = await compare()
  const second = await give(asker.code)
  second.begin()
  await ended(second, 'used')
  // And has disturbed nobody.
  giver.agree()
  asker.agree()
  await Promise.all([reached(asker, 'done'), reached(giver, 'done')])
  const third = await give(asker.code)
  third.begin()
  await ended(third, 'used')
})

test('of two who open one code at once, nobody hands anything to a stranger', async () => {
  const asker = await ask()
  asker.begin()
  await reached(asker, 'waiting')
  const both = await Promise.all([give(asker.code), give(asker.code)])
  for (const one of both) one.begin()
  await until(() => both.some((one) => one.phase().type === 'ended'), 'one of them ends')
  expect(both.map((one) => one.handedOver())).toEqual([false, false])
})

test('a code that nobody opens expires, and says so to who opens it afterwards', async () => {
  const asker = await ask({ lifeMs: 400 })
  asker.begin()
  await ended(asker, 'expired')
  const giver = await give(asker.code)
  giver.begin()
  await ended(giver, 'other-expired')
})

test('a new device that is gone, or was loaded again, is not waited for without end', async () => {
  const asker = await ask()
  const giver = await give(asker.code, { answerMs: 400 })
  giver.begin()
  await ended(giver, 'no-answer')
  // The same code can still be opened once the other device is there.
  asker.begin()
  const again = await give(asker.code)
  again.begin()
  await Promise.all([reached(asker, 'comparing'), reached(again, 'comparing')])
})

test('without a network both wait, say so, and go on by themselves', async () => {
  await world.stop()
  const asker = await ask()
  const giver = await give(asker.code)
  asker.begin()
  giver.begin()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect([asker.phase(), giver.phase()]).toEqual([
    { type: 'waiting', reached: false },
    { type: 'waiting', reached: false },
  ])
  await world.restart()
  await Promise.all([reached(asker, 'comparing'), reached(giver, 'comparing')])
  world.cut()
  giver.agree()
  asker.agree()
  await Promise.all([reached(asker, 'done'), reached(giver, 'done')])
})

test('a giver whose receipt does not come says that it does not know, and a forged one does not help', async () => {
  const [asker, giver] = await compare()
  const third = await enterAsThird(asker.code)
  asker.agree()
  // The new device is gone the moment it has agreed.
  await until(() => readLinkDoc(third.doc).said.has('agreed-new'), 'it has agreed')
  sayStep(third.doc, 'receipt', printBase64url(randomBytes(16)))
  await third.sealed.settled()
  giver.agree()
  await until(() => giver.phase().type === 'ended', 'the giver ends')
  expect(isEnded(giver, 'unsure') || isEnded(giver, 'other-disturbed') || isEnded(giver, 'disturbed')).toBe(
    true,
  )
})

test('a device whose disk refuses the keys says so, and the giver does not say that all is well', async () => {
  const asker = await ask({}, { keep: async () => err('disk') })
  const giver = await give(asker.code, { receiptMs: 400 })
  asker.begin()
  giver.begin()
  await Promise.all([reached(asker, 'comparing'), reached(giver, 'comparing')])
  giver.agree()
  asker.agree()
  await ended(asker, 'disk')
  await ended(giver, 'unsure')
})

test('who leaves the room before anything was said leaves no trace in it', async () => {
  await createRoot(async (dispose) => {
    const giver = await give((await ask()).code)
    giver.begin()
    giver.cancel()
    expect(isEnded(giver, 'cancelled')).toBe(true)
    dispose()
  })
})

test('a word of leaving from nobody’s side is heard as such', async () => {
  const [asker, giver] = await compare()
  const third = await enterAsThird(asker.code)
  leaveLink(third.doc, 'cancelled')
  await Promise.all([ended(asker, 'other-cancelled'), ended(giver, 'other-cancelled')])
})
