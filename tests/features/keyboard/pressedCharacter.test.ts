// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { pressedCharacter } from '../../../src/features/keyboard/chooseKey.ts'

const press = (key: string, more: KeyboardEventInit = {}): string | null =>
  pressedCharacter(new KeyboardEvent('keydown', { key, ...more }))

test('a character can stand for an act, of any script and with Shift', () => {
  expect(['a', 'J', '?', 'ы', 'ß'].map((key) => press(key))).toEqual(['a', 'J', '?', 'ы', 'ß'])
})

test('what moves, types or belongs to the browser cannot', () => {
  for (const key of ['Tab', 'Enter', 'Escape', ' ', 'Dead', 'ArrowUp', 'F2', ''])
    expect(press(key), key).toBeNull()
  for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }])
    expect(press('a', more)).toBeNull()
})
