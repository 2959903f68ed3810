import { createSignal, onCleanup } from 'solid-js'

/** Answering `false` leaves the key to whoever registered before. */
export type ShortcutHandler = (event: KeyboardEvent) => unknown
export type ShortcutMap = Readonly<Record<string, ShortcutHandler>>

/** How long the second key of `g f` may take. */
const SEQUENCE_MS = 1_200
const SWITCH_NAME = 'carrel.single-keys'
const TEXT_FIELDS =
  'textarea, select, [contenteditable=""], [contenteditable="true"], [role="textbox"], input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range])'
const OWN_KEYS = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'
/** What a text field or the browser does itself with Ctrl or Cmd. */
const EDITING = new Set(['mod+a', 'mod+c', 'mod+v', 'mod+x', 'mod+y', 'mod+z', 'mod+shift+z'])

const readSwitch = (): boolean => {
  try {
    return localStorage.getItem(SWITCH_NAME) !== 'off'
  } catch {
    // Storage may be forbidden; the keys then start switched on, as they do for everybody.
    return true
  }
}
const [singleKeys, setSignal] = createSignal(readSwitch())

/** Whether keys without Ctrl or Cmd do anything (WCAG 2.1.4 asks for a way to switch them off). */
export { singleKeys }

export const setSingleKeys = (on: boolean): void => {
  setSignal(on)
  try {
    localStorage.setItem(SWITCH_NAME, on ? 'on' : 'off')
  } catch {
    // Holds for this visit only.
  }
}

/** `mod+k`, `shift+Tab`, `j`, `?`: Ctrl and Cmd are both `mod`; shift is named only where the letter does not show it. */
export const keyNameOf = (event: KeyboardEvent): string => {
  const letter = event.key.length === 1
  const mod = event.ctrlKey || event.metaKey
  const key = letter && mod ? event.key.toLowerCase() : event.key
  return [
    ...(mod ? ['mod'] : []),
    ...(event.altKey ? ['alt'] : []),
    ...(event.shiftKey && (!letter || mod) ? ['shift'] : []),
    key,
  ].join('+')
}

const isIn = (event: KeyboardEvent, selector: string): boolean =>
  event.target instanceof Element && event.target.closest(selector) !== null

const isAllowed = (event: KeyboardEvent, name: string): boolean => {
  if (isIn(event, TEXT_FIELDS)) return name.startsWith('mod+') && !EDITING.has(name)
  if (isIn(event, OWN_KEYS)) return false
  if (name === 'Enter' && isIn(event, 'a, button, summary')) return false
  return singleKeys() || name.startsWith('mod+') || event.key.length > 1
}

const scopes: ShortcutMap[] = []
let lead: { readonly key: string; readonly at: number } | null = null

const run = (event: KeyboardEvent, name: string): boolean => {
  for (const scope of [...scopes].reverse()) {
    if (!Object.hasOwn(scope, name)) continue
    if (scope[name]?.(event) !== false) {
      event.preventDefault()
      return true
    }
  }
  return false
}

const onKeyDown = (event: KeyboardEvent): void => {
  if (event.defaultPrevented || event.isComposing) return
  const name = keyNameOf(event)
  if (!isAllowed(event, name)) return
  const first = lead
  lead = null
  if (first && event.timeStamp - first.at <= SEQUENCE_MS && run(event, `${first.key} ${name}`)) return
  if (scopes.some((scope) => Object.keys(scope).some((keys) => keys.startsWith(`${name} `)))) {
    lead = { key: name, at: event.timeStamp }
    return
  }
  run(event, name)
}

/**
 * Keys of one screen, until its owner is disposed: `{ j: …, 'g f': …, 'mod+k': … }`. The screen that came last is
 * asked first. Single keys rest in text fields, dialogs and menus; Enter stays with a focused link or button.
 */
export const createShortcuts = (map: ShortcutMap): void => {
  if (scopes.length === 0) document.addEventListener('keydown', onKeyDown)
  scopes.push(map)
  onCleanup(() => {
    scopes.splice(scopes.indexOf(map), 1)
    if (scopes.length === 0) document.removeEventListener('keydown', onKeyDown)
  })
}
