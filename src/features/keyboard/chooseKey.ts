import type { OwnKeys } from '../../ui/shortcuts.ts'
import { CHANGEABLE } from './keys.ts'

/** What stands in the way of a key. */
export interface KeyClash {
  /** The usual name of what uses it. */
  readonly by: string
  /** `same`: both can change places; `begins`: one of the two would never be reached. */
  readonly kind: 'same' | 'begins'
}

const keyOf = (own: OwnKeys, usual: string): string => own[usual] ?? usual

/** The character that was pressed; `null` for what cannot stand for an act: Tab, Space, anything with Ctrl or Alt. */
export const pressedCharacter = (event: KeyboardEvent): string | null =>
  event.key.length === 1 &&
  event.key.trim() !== '' &&
  !event.ctrlKey &&
  !event.metaKey &&
  !event.altKey &&
  !event.isComposing
    ? event.key
    : null

/** Whether `key` is the first of two, so that another is waited for. */
export const beginsSequence = (own: OwnKeys, key: string): boolean =>
  [...CHANGEABLE.keys()].some((usual) => keyOf(own, usual).startsWith(`${key} `))

/** What `key` would get in the way of if it did what `usual` does; `null` where it is free. */
export const findClash = (own: OwnKeys, usual: string, key: string): KeyClash | null => {
  if (key === '') return null
  for (const by of CHANGEABLE.keys()) {
    const taken = keyOf(own, by)
    if (by === usual || taken === '') continue
    if (taken === key) return { by, kind: 'same' }
    if (taken.startsWith(`${key} `) || key.startsWith(`${taken} `)) return { by, kind: 'begins' }
  }
  return null
}

/** `own` with `key` for `usual`; whoever has that key gets the one given up. */
export const withOwnKey = (own: OwnKeys, usual: string, key: string): OwnKeys => {
  const clash = findClash(own, usual, key)
  return { ...own, ...(clash?.kind === 'same' ? { [clash.by]: keyOf(own, usual) } : {}), [usual]: key }
}
