import { createSignal, onCleanup } from 'solid-js'

/** Answering `false` leaves the key to whoever registered before. */
export type ShortcutHandler = (event: KeyboardEvent) => unknown
export type ShortcutMap = Readonly<Record<string, ShortcutHandler>>
/** By the usual key, the person's own; empty for none. */
export type OwnKeys = Readonly<Record<string, string>>

/** How long the second key of `g f` may take. */
const SEQUENCE_MS = 1_200
export const SWITCH_NAME = 'carrel.single-keys'
export const OWN_NAME = 'carrel.own-keys'
const TEXT_FIELDS =
  'textarea, select, [contenteditable=""], [contenteditable="true"], [role="textbox"], input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range])'
const OWN_KEYS = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'
/** What a text field or the browser does itself with Ctrl or Cmd. */
const EDITING = new Set(['mod+a', 'mod+c', 'mod+v', 'mod+x', 'mod+y', 'mod+z', 'mod+shift+z'])

/** Storage may be forbidden; the keys are then what they are for everybody. */
const readKept = (name: string): string => {
  try {
    return localStorage.getItem(name) ?? ''
  } catch {
    return ''
  }
}
const readSwitch = (): boolean => readKept(SWITCH_NAME) !== 'off'
const readOwn = (): OwnKeys => {
  try {
    const kept: object = JSON.parse(readKept(OWN_NAME))
    if (typeof kept === 'object')
      return Object.fromEntries(Object.entries(kept).filter((one) => typeof one[1] === 'string'))
  } catch {
    // Never changed, or spoilt.
  }
  return {}
}
const [singleKeys, setSwitch] = createSignal(readSwitch())
const [ownKeys, setOwn] = createSignal(readOwn())

/** Shows other keys than before; keeping them is for `keepKeys.ts`. */
export { setOwn as showOwnKeys, setSwitch as showSingleKeys }

/**
 * `singleKeys`: whether keys without Ctrl or Cmd do anything (WCAG 2.1.4 asks for a way to switch them off). `ownKeys`:
 * those the person has changed. Both are of the device, as its keyboard is, and known before anything else is read.
 */
export { ownKeys, singleKeys }

/** Another tab may have changed them. */
const readKeys = (): void => {
  setSwitch(readSwitch())
  setOwn(readOwn())
}

/** The key that does what `usual` does; empty where none does. */
export const keyFor = (usual: string): string => (singleKeys() ? (ownKeys()[usual] ?? usual) : '')

/** A name with its key behind, for whoever points at a button. */
export const withKey = (name: string, usual: string): string =>
  keyFor(usual) ? `${name} (${keyFor(usual)})` : name

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

/** Keys of the screens that stand, the last first asked. */
export const scopes: ShortcutMap[] = []
let lead: { readonly key: string; readonly at: number } | null = null

/** What a key that was pressed is usually called; empty where it has been given up. */
const usualOf = (pressed: string): string => {
  const own = ownKeys()
  return (
    Object.keys(own).find((usual) => own[usual] === pressed) ?? (Object.hasOwn(own, pressed) ? '' : pressed)
  )
}

/** Does what the key that is usually called `name` does; false where nobody has a use for it. */
export const runUsual = (event: KeyboardEvent, name: string): boolean => {
  for (const scope of [...scopes].reverse()) {
    if (!Object.hasOwn(scope, name)) continue
    if (scope[name]?.(event) !== false) {
      event.preventDefault()
      return true
    }
  }
  return false
}

const run = (event: KeyboardEvent, pressed: string): boolean => runUsual(event, usualOf(pressed))

const begins = (usual: string, name: string): boolean => (ownKeys()[usual] ?? usual).startsWith(`${name} `)

const onKeyDown = (event: KeyboardEvent): void => {
  if (event.defaultPrevented || event.isComposing) return
  const name = keyNameOf(event)
  if (!isAllowed(event, name)) return
  const first = lead
  lead = null
  if (first && event.timeStamp - first.at <= SEQUENCE_MS && run(event, `${first.key} ${name}`)) return
  if (scopes.some((scope) => Object.keys(scope).some((usual) => begins(usual, name)))) {
    lead = { key: name, at: event.timeStamp }
    return
  }
  run(event, name)
}

/**
 * Keys of one screen, until its owner is disposed: `{ j: …, 'g f': …, 'mod+k': … }`, by their usual names: whoever has
 * changed them presses others. The screen that came last is asked first. Single keys rest in text fields, dialogs and
 * menus; Enter stays with a focused link or button.
 */
export const createShortcuts = (map: ShortcutMap): void => {
  if (scopes.length === 0) {
    document.addEventListener('keydown', onKeyDown)
    addEventListener('storage', readKeys)
  }
  scopes.push(map)
  onCleanup(() => {
    scopes.splice(scopes.indexOf(map), 1)
    if (scopes.length > 0) return
    document.removeEventListener('keydown', onKeyDown)
    removeEventListener('storage', readKeys)
  })
}
