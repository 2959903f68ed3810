import { expect, test } from 'vitest'
import { addDevice, markDeviceSeen, removeDevice, renameDevice } from '../../src/doc/devices.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { MAX_DEVICES } from '../../src/doc/limits.ts'
import { createReplica, exchange, type Replica } from './replica.ts'

const HOUR = 3_600_000
const key = (letter: string): string => letter.repeat(43)
const devicesOf = ({ doc }: Replica) => readLibrary(doc).view().devices

const library = (by: string, seed = 1): Replica => {
  const desk = createReplica(by, seed)
  createLibrary(desk)
  return desk
}

test('D17: a device says once who it is, and keeps the name it was given by whichever device', () => {
  const laptop = library('laptop')
  expect(addDevice(laptop, { name: ' Chrome on Linux ', key: key('a') })).toBe(true)
  expect(addDevice(laptop, { name: 'Something else', key: key('a') })).toBe(false)
  const phone = createReplica('phone', 2, laptop)
  addDevice(phone, { name: 'Safari on iPhone', key: key('b') })
  expect(renameDevice(phone, 'laptop', 'Office')).toBe(true)
  expect(renameDevice(phone, 'laptop', '  ')).toBe(false)
  expect(renameDevice(phone, 'nobody', 'X')).toBe(false)
  exchange(laptop, phone)
  expect([...devicesOf(laptop).values()].map(({ name }) => name).sort()).toEqual([
    'Office',
    'Safari on iPhone',
  ])
  // A key that was renewed keeps the name.
  addDevice(laptop, { name: 'Chrome on Linux', key: key('c') })
  expect(devicesOf(laptop).get('laptop')).toMatchObject({ name: 'Office', key: key('c') })
})

test('D17: being in use is noted every six hours, and never of a device that is no entry', () => {
  const laptop = library('laptop')
  expect(markDeviceSeen(laptop)).toBe(false)
  addDevice(laptop, { name: 'Laptop', key: key('a') })
  const added = laptop.clock
  expect(devicesOf(laptop).get('laptop')).toMatchObject({ at: added, seen: added })
  laptop.clock += 6 * HOUR - 1
  expect(markDeviceSeen(laptop)).toBe(false)
  laptop.clock += 1
  expect(markDeviceSeen(laptop)).toBe(true)
  expect(markDeviceSeen(laptop)).toBe(false)
  expect(devicesOf(laptop).get('laptop')?.seen).toBe(added + 6 * HOUR)
})

test('D17: a device that was taken off does not come back by having been in use', () => {
  const laptop = library('laptop')
  addDevice(laptop, { name: 'Laptop', key: key('a') })
  const phone = createReplica('phone', 2, laptop)
  addDevice(phone, { name: 'Phone', key: key('b') })
  exchange(laptop, phone)
  expect(removeDevice(laptop, 'phone')).toBe(true)
  expect(removeDevice(laptop, 'phone')).toBe(false)
  phone.clock += 7 * HOUR
  expect(markDeviceSeen(phone)).toBe(true)
  exchange(laptop, phone)
  expect([...devicesOf(laptop).keys()]).toEqual(['laptop'])
})

test('D17: as many devices are read as the limit says, the newest ones', () => {
  const desk = library('device-0')
  for (let at = 0; at <= MAX_DEVICES; at++) {
    const one = { ...desk, by: `device-${at}`, now: () => 1_000 + at }
    addDevice(one, { name: `No ${at}`, key: key('k') })
    expect(devicesOf(desk).size).toBe(Math.min(at + 1, MAX_DEVICES))
  }
  expect(devicesOf(desk).has('device-0')).toBe(false)
  expect(devicesOf(desk).has(`device-${MAX_DEVICES}`)).toBe(true)
})

test('D17: an entry that makes no sense is left out, and a newer library is not written', () => {
  const laptop = library('laptop')
  for (const value of [7, '{', '{"name":"x","at":1}', `{"name":"x","at":1,"key":"short"}`, '{"key":1}'])
    laptop.doc.getMap('devices').set(`odd-${String(value).length}`, value)
  expect(devicesOf(laptop).size).toBe(0)
  expect(readLibrary(laptop.doc).view().unreadable).toBeGreaterThan(0)
  laptop.doc.getMap('meta').set('schema', 2)
  expect(addDevice(laptop, { name: 'Laptop', key: key('a') })).toBe(false)
})
