import { MAX_NAME_LENGTH } from '../domain/member.ts'
import type { Desk } from './desk.ts'
import { parseDevice } from './deviceEntries.ts'
import { parseFields, parseTime, tidyText } from './entry.ts'
import type { SharedDoc } from './sharedText.ts'
import { openSchema } from './upgrade.ts'

/** Being there is written down this often: each time is one small change on its way to all devices. */
const SEEN_STEP_MS = 6 * 3_600_000

/** Says that `desk.by` holds this library, once; its name can be changed by any device afterwards. */
export const addDevice = (desk: Desk, device: { readonly name: string; readonly key: string }): boolean => {
  const { doc, by } = desk
  const devices = doc.getMap('devices')
  const known = parseDevice(by, devices.get(by))
  if (openSchema(doc) === 'newer' || known?.key === device.key) return false
  const name = known?.name ?? tidyText(device.name.trim(), MAX_NAME_LENGTH)
  devices.set(by, JSON.stringify({ name, key: device.key, at: Math.floor(desk.now()) }))
  return true
}

/** False where there is no such device, or no name. */
export const renameDevice = (desk: Desk, id: string, name: string): boolean => {
  const devices = desk.doc.getMap('devices')
  const before = parseFields(devices.get(id))
  const tidy = tidyText(name.trim(), MAX_NAME_LENGTH)
  if (openSchema(desk.doc) === 'newer' || !before || tidy === '' || before['name'] === tidy) return false
  devices.set(id, JSON.stringify({ ...before, name: tidy }))
  return true
}

/** Notes that `desk.by` is in use, where that was not noted lately; a device that is no entry is not noted. */
export const markDeviceSeen = (desk: Desk): boolean => {
  const { doc, by } = desk
  const now = Math.floor(desk.now())
  const seen = doc.getMap('deviceSeen')
  const device = parseDevice(by, doc.getMap('devices').get(by))
  const last = Math.max(parseTime(seen.get(by)) ?? 0, device?.at ?? 0)
  if (openSchema(doc) === 'newer' || !device || now - last < SEEN_STEP_MS) return false
  seen.set(by, now)
  return true
}

/** Takes a device off the list. What it holds it holds: only moving the library shuts it out. */
export const removeDevice = (desk: Desk, id: string): boolean => {
  if (openSchema(desk.doc) === 'newer' || !desk.doc.getMap('devices').has(id)) return false
  desk.doc.transact(() => dropDevice(desk.doc, id))
  return true
}

/** Inside a transaction. */
export const dropDevice = (doc: SharedDoc, id: string): void => {
  doc.getMap('devices').delete(id)
  doc.getMap('deviceSeen').delete(id)
}
