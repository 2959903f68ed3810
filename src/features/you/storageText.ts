import type { Safekeeping } from '../../state/carrel.ts'

/** Below this nobody wants to know how much it is. */
const LITTLE = 1_000

const about = (bytes: number): string => (bytes < LITTLE ? 'less than 1 kB' : `about ${printBytes(bytes)}`)

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** Bytes in the unit a person would choose, with one decimal below ten: `3.4 MB`, `120 GB`. */
export const printBytes = (bytes: number): string => {
  let value = bytes / 1_000
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000
    unit++
  }
  const digits = value < 10 && unit > 0 ? 1 : 0
  return `${value.toFixed(digits)} ${UNITS[unit]}`
}

/** How much is kept here and how safe it is there, in plain words. */
export const printStorage = (storage: ReturnType<Safekeeping['storage']>): string => {
  if (storage === null) return 'This browser does not say how much it keeps for Carrel.'
  const room = storage.quota > 0 ? ` of the ${printBytes(storage.quota)} this browser allows` : ''
  return `${printBytes(storage.used)}${room} are in use. ${
    storage.persisted
      ? 'The browser has promised to keep them until you remove them yourself.'
      : 'When the disk fills up, the browser may clear them to make room.'
  }`
}

/** What the person made beside what can be fetched again, as the sizes of the documents say. */
export const printShares = ({ made, feed }: ReturnType<Safekeeping['shares']>): string =>
  `What you made, with what is in your lists, is ${about(made)}: Carrel never removes that. The daily feed is ${about(feed)} and can be fetched again, so its oldest days go first when space runs out.`
