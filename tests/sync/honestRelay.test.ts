import { afterEach, expect, test } from 'vitest'
import { createCapability } from '../../src/crypto/capability.ts'
import { until } from './quick.ts'
import { updateOf } from './scriptedRelay.ts'
import { clearStages, openStage, threeWords } from './stage.ts'

afterEach(clearStages)

// Found by the model run (seeds 20, 95 and 385 of its first form).
test('S30: a record that was read before its connection was cut, and is said again over the next, is no repetition', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const stage = await openStage(room)
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  stage.line.close()
  const record = await log.write(updateOf(author, (map) => map.set('four', 1)))
  // More than one, so that the first has been looked at while the others are still being opened.
  const more = [await log.write(updateOf(author, (map) => map.set('five', 1)))]
  const second = await stage.script.line(1)
  second.challenge()
  const cut = await second.next('hello')
  expect(cut.since?.seq).toBe(3)
  second.say(
    await log.welcome(cut.room, { resumed: true }),
    ...[record, ...more].map(
      (one, at) => ({ type: 'record', room: cut.room, seq: 4 + at, record: one }) as const,
    ),
  )
  await until(() => stage.sealed.state().phase === 'replaying', 'the replay has begun')
  await new Promise((resolve) => setTimeout(resolve, 50))
  second.close()
  const third = await stage.script.line(2)
  third.challenge()
  const again = await third.next('hello')
  expect(again.since?.seq).toBe(3)
  third.say(
    await log.welcome(again.room, { resumed: true }),
    ...[record, ...more].map(
      (one, at) => ({ type: 'record', room: again.room, seq: 4 + at, record: one }) as const,
    ),
    { type: 'synced', room: again.room, head: 5 },
  )
  await until(() => stage.map.has('five'), 'the rest')
  await stage.sealed.settled()
  expect(stage.codes()).toEqual([])
})
