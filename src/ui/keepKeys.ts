import { OWN_NAME, showOwnKeys, showSingleKeys, SWITCH_NAME, type OwnKeys } from './shortcuts.ts'

/** False where the browser keeps nothing: what was changed then holds for this visit. */
const keep = (name: string, value: string): boolean => {
  try {
    localStorage.setItem(name, value)
    return true
  } catch {
    return false
  }
}

/** Switches the keys without Ctrl or Cmd on or off. */
export const setSingleKeys = (on: boolean): boolean => {
  showSingleKeys(on)
  return keep(SWITCH_NAME, on ? 'on' : 'off')
}

/** Takes these keys instead of the usual ones; what is left out is as it was. */
export const setOwnKeys = (own: OwnKeys): boolean => {
  const changed = Object.fromEntries(Object.entries(own).filter(([usual, key]) => key !== usual))
  showOwnKeys(changed)
  return keep(OWN_NAME, JSON.stringify(changed))
}
