import { expect, test } from 'vitest'
import { createInbox, type InboxOptions } from '../../src/sync/inbox.ts'
import { until } from './quick.ts'

const openInbox = (options: Partial<InboxOptions> = {}) => {
  const said: string[] = []
  const inbox = createInbox({
    limit: 100,
    width: 2,
    overflow: () => said.push('overflow'),
    failed: (fault) => said.push(`failed: ${String(fault)}`),
    ...options,
  })
  const takes =
    (name: string) =>
    (value: unknown): void =>
      void said.push(`${name} ${String(value)}`)
  return { inbox, said, takes }
}

/** A promise that the test settles. */
const openGate = <T>(): { promise: Promise<T>; open(value: T): void; fail(fault: unknown): void } => {
  let open: (value: T) => void = () => {}
  let fail: (fault: unknown) => void = () => {}
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { promise, open: (value) => open(value), fail: (fault) => fail(fault) }
}

/** Long enough for whatever is ready to happen: promises alone, no time. */
const settle = async (): Promise<void> => {
  for (let n = 0; n < 50; n++) await Promise.resolve()
}

test('S8: messages are taken in the order they came, whichever opens first', async () => {
  const { inbox, said, takes } = openInbox()
  const slow = openGate<string>()
  inbox.push(1, () => slow.promise, takes('first'))
  inbox.push(1, () => 'quick', takes('second'))
  await settle()
  expect(said).toEqual([])
  slow.open('slow')
  await until(() => said.length === 2, 'both are taken')
  expect(said).toEqual(['first slow', 'second quick'])
})

test('S8: a message is taken alone: the next waits until its taking has ended', async () => {
  const { inbox, said, takes } = openInbox()
  const taking = openGate<void>()
  inbox.push(
    1,
    () => 1,
    () => taking.promise,
  )
  inbox.push(1, () => 2, takes('second'))
  await settle()
  expect(said).toEqual([])
  taking.open()
  await until(() => said.length === 1, 'the second is taken')
})

test('S7: no more are opened at once than the width, and each that is done lets one in', async () => {
  const { inbox, takes } = openInbox({ width: 2 })
  const gates = [openGate<number>(), openGate<number>(), openGate<number>(), openGate<number>()]
  const opened: number[] = []
  for (const [index, gate] of gates.entries())
    inbox.push(
      1,
      () => {
        opened.push(index)
        return gate.promise
      },
      takes('any'),
    )
  await settle()
  expect(opened).toEqual([0, 1])
  gates[1]?.open(1)
  await settle()
  expect(opened).toEqual([0, 1, 2])
  gates[0]?.open(0)
  await settle()
  expect(opened).toEqual([0, 1, 2, 3])
})

test('S7: bytes up to the limit may wait; one more ends it, and nothing is taken any more', async () => {
  const { inbox, said, takes } = openInbox({ limit: 100 })
  const gate = openGate<string>()
  inbox.push(60, () => gate.promise, takes('first'))
  inbox.push(40, () => 'at the limit', takes('second'))
  expect(inbox.bytes()).toBe(100)
  expect(said).toEqual([])
  inbox.push(1, () => 'past it', takes('third'))
  expect(said).toEqual(['overflow'])
  inbox.push(1, () => 'later', takes('fourth'))
  gate.open('opened')
  await settle()
  expect(said).toEqual(['overflow'])
})

test('S7: what has been taken no longer counts', async () => {
  const { inbox, said, takes } = openInbox({ limit: 100 })
  for (let n = 0; n < 5; n++) {
    inbox.push(100, () => n, takes('all'))
    await until(() => said.length === n + 1, 'taken')
    expect(inbox.bytes()).toBe(0)
  }
  expect(said).not.toContain('overflow')
})

test.each(['opening', 'taking'])(
  'when %s throws it is told once, after all that came before, and nothing follows',
  async (where) => {
    const { inbox, said, takes } = openInbox()
    const gate = openGate<string>()
    const fault = new Error('broken')
    const fails = (): never => {
      throw fault
    }
    inbox.push(1, () => gate.promise, takes('before'))
    if (where === 'opening') inbox.push(1, fails, takes('never'))
    else inbox.push(1, () => 'opened', fails)
    inbox.push(1, fails, takes('after'))
    inbox.push(1, () => 'fine', takes('after'))
    await settle()
    expect(said).toEqual([])
    gate.open('opened')
    await until(() => said.length === 2, 'told')
    await settle()
    expect(said).toEqual(['before opened', 'failed: Error: broken'])
  },
)

test('S7: a closed inbox takes nothing, opens nothing more, and tells of no failure', async () => {
  const { inbox, said, takes } = openInbox({ width: 1 })
  const gate = openGate<string>()
  const opened: string[] = []
  inbox.push(1, () => gate.promise, takes('first'))
  inbox.push(1, () => void opened.push('second'), takes('second'))
  inbox.close()
  gate.fail(new Error('too late to matter'))
  await settle()
  inbox.push(1, () => void opened.push('third'), takes('third'))
  await settle()
  expect(said).toEqual([])
  expect(opened).toEqual([])
})

test('S7: an inbox closed while a message is being taken takes no other', async () => {
  const { inbox, said, takes } = openInbox()
  const taking = openGate<void>()
  inbox.push(
    1,
    () => 1,
    () => taking.promise,
  )
  inbox.push(1, () => 2, takes('second'))
  await settle()
  inbox.close()
  taking.open()
  await settle()
  expect(said).toEqual([])
})
