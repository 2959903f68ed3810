// @vitest-environment jsdom
import { createRoot } from 'solid-js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setOwnKeys, setSingleKeys } from '../../src/ui/keepKeys.ts'
import { createShortcuts, keyFor, withKey, type ShortcutMap } from '../../src/ui/shortcuts.ts'

let done: string[] = []
let dispose: (() => void)[] = []

const listen = (map: ShortcutMap): void => {
  createRoot((end) => {
    dispose.push(end)
    createShortcuts(map)
  })
}
const say = (text: string) => (): void => void done.push(text)
const press = (
  key: string,
  init: KeyboardEventInit = {},
  target: EventTarget = document.body,
): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init })
  target.dispatchEvent(event)
  return event
}
const add = (html: string): Element => {
  const template = document.createElement('template')
  template.innerHTML = html
  document.body.append(template.content)
  const element = document.body.querySelector('[id="it"]')
  if (!element) throw new Error('the markup has an element called "it"')
  return element
}

beforeEach(() => {
  done = []
  dispose = []
  document.body.replaceChildren()
})
afterEach(() => {
  for (const end of dispose) end()
  setSingleKeys(true)
  setOwnKeys({})
})

describe('shortcuts', () => {
  test('a key runs its act and is taken from the browser', () => {
    listen({ j: say('down') })
    expect(press('j').defaultPrevented).toBe(true)
    expect(done).toEqual(['down'])
  })

  test('single keys rest in text fields, Ctrl K does not', () => {
    listen({ j: say('down'), 'mod+k': say('palette'), 'mod+z': say('undo') })
    const field = add('<input id="it" type="text">')
    press('j', {}, field)
    press('z', { ctrlKey: true }, field)
    press('k', { ctrlKey: true }, field)
    expect(done).toEqual(['palette'])
  })

  test('a check box is no text field', () => {
    listen({ j: say('down') })
    press('j', {}, add('<input id="it" type="checkbox">'))
    expect(done).toEqual(['down'])
  })

  test('dialogs and menus keep their keys', () => {
    listen({ j: say('down'), Escape: say('close') })
    press('j', {}, add('<div role="dialog"><button id="it"></button></div>'))
    press('Escape', {}, add('<div role="dialog"><button id="it"></button></div>'))
    expect(done).toEqual([])
  })

  test('Enter stays with a focused link', () => {
    listen({ Enter: say('open') })
    press('Enter', {}, add('<a href="/x" id="it"></a>'))
    expect(done).toEqual([])
  })

  test('the screen that came last is asked first, and may decline', () => {
    listen({ s: say('page'), x: say('page x') })
    listen({ s: say('sheet'), x: () => false })
    press('s')
    press('x')
    expect(done).toEqual(['sheet', 'page x'])
  })

  test('a screen that is gone hears nothing', () => {
    listen({ s: say('page') })
    listen({ s: say('sheet') })
    dispose.pop()?.()
    press('s')
    expect(done).toEqual(['page'])
  })

  test('g f is one shortcut, and another second key does its own', () => {
    listen({ 'g f': say('feed'), j: say('down'), f: say('f') })
    press('g')
    press('f')
    press('g')
    press('j')
    press('f')
    expect(done).toEqual(['feed', 'down', 'f'])
  })

  test('switched off, single keys do nothing and Ctrl K and Escape still do', () => {
    listen({ j: say('down'), '?': say('help'), 'mod+k': say('palette'), Escape: say('back') })
    setSingleKeys(false)
    press('j')
    press('?', { shiftKey: true })
    press('k', { metaKey: true })
    press('Escape')
    expect(done).toEqual(['palette', 'back'])
  })

  test('a changed key does what the usual one did, which does nothing any more', () => {
    listen({ s: say('save'), x: say('skip') })
    setOwnKeys({ s: 'a' })
    press('s')
    press('a')
    press('x')
    expect(done).toEqual(['save', 'skip'])
    expect([keyFor('s'), keyFor('x'), withKey('Save', 's')]).toEqual(['a', 'x', 'Save (a)'])
  })

  test('two keys that were exchanged do each other’s work', () => {
    listen({ s: say('save'), x: say('skip') })
    setOwnKeys({ s: 'x', x: 's' })
    press('s')
    press('x')
    expect(done).toEqual(['skip', 'save'])
  })

  test('a key that was given up does nothing, and no button names it', () => {
    listen({ s: say('save') })
    setOwnKeys({ s: '' })
    press('s')
    expect(done).toEqual([])
    expect(withKey('Save', 's')).toBe('Save')
  })

  test('two keys in a row become one, and one becomes two', () => {
    listen({ 'g f': say('feed'), 'g s': say('saved'), u: say('undo') })
    setOwnKeys({ 'g f': 'h', u: 'q u' })
    press('h')
    press('g')
    press('f')
    press('g')
    press('s')
    press('u')
    press('q')
    press('u')
    expect(done).toEqual(['feed', 'saved', 'undo'])
  })

  test('keys are kept, and another tab hears of them', () => {
    listen({ s: say('save') })
    setOwnKeys({ s: 'a', x: 'x' })
    expect(JSON.parse(localStorage.getItem('carrel.own-keys') ?? '')).toEqual({ s: 'a' })
    localStorage.setItem('carrel.own-keys', '{"s":"b","x":7}')
    dispatchEvent(new StorageEvent('storage'))
    press('a')
    press('b')
    expect(done).toEqual(['save'])
    for (const spoilt of ['', '{', 'null', '[]', '3', '"s"']) {
      localStorage.setItem('carrel.own-keys', spoilt)
      dispatchEvent(new StorageEvent('storage'))
      done = []
      press('s')
      expect(done, spoilt).toEqual(['save'])
    }
  })

  test('a key somebody handled already, or one within a composition, is left alone', () => {
    listen({ j: say('down') })
    const button = add('<button id="it"></button>')
    button.addEventListener('keydown', (event) => event.preventDefault())
    press('j', {}, button)
    press('j', { isComposing: true })
    expect(done).toEqual([])
  })
})
