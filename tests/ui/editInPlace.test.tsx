// @vitest-environment jsdom
import { createSignal } from 'solid-js'
import { render } from 'solid-js/web'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepTyped, readTyped } from '../../src/drafts/typedFields.ts'
import { EditInPlace } from '../../src/ui/EditInPlace.tsx'

let dispose = (): void => {}
let saved: string[]
let setValue: (value: string) => void
const show = (needed = false): void => {
  const [value, set] = createSignal('Thursday')
  setValue = set
  dispose = render(
    () => (
      <EditInPlace
        value={value()}
        label="Name"
        place="name"
        maxLength={99}
        needed={needed}
        onSave={(text) => saved.push(set(text))}
      />
    ),
    document.body,
  )
}
const open = (needed = false): HTMLInputElement => {
  show(needed)
  document.querySelector('button')?.click()
  const field = document.querySelector('input')
  if (!field) throw new Error('no field')
  return field
}
const says = (): string => document.querySelector('[role=status]')?.textContent ?? ''

beforeEach(() => {
  saved = []
  localStorage.clear()
  sessionStorage.clear()
})
afterEach(() => dispose())

test('what a labmate makes of the text does not touch the field, and is told', () => {
  const field = open()
  field.value = 'Thursday readers'
  expect(says()).toBe('')
  setValue('Friday')
  expect(field.value).toBe('Thursday readers')
  expect(says()).toContain('“Friday”')
  field.dispatchEvent(new FocusEvent('blur'))
  expect(saved).toEqual(['Thursday readers'])
})

test('a field in which nothing was typed does not write over what a labmate made of it', () => {
  const field = open()
  setValue('Friday')
  field.dispatchEvent(new FocusEvent('blur'))
  expect([saved, document.body.textContent]).toEqual([[], 'Friday'])
})

test('what is in the field when its page goes is kept, once, and the field stays', () => {
  const field = open()
  field.value = 'Thursday, half '
  dispatchEvent(new Event('pagehide'))
  dispatchEvent(new Event('pagehide'))
  expect([saved, field.value, field.isConnected]).toEqual([['Thursday, half'], 'Thursday, half ', true])
  field.dispatchEvent(new FocusEvent('blur'))
  expect(saved).toEqual(['Thursday, half'])
})

test('nothing is kept in the place of what must be there', () => {
  const field = open(true)
  field.value = ' '
  dispatchEvent(new Event('pagehide'))
  expect(saved).toEqual([])
})

const type = (field: HTMLInputElement, text: string): void => {
  field.value = text
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
}
const press = (field: HTMLInputElement, key: string): void => {
  field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
}
const kept = (): string | undefined => readTyped('name', ['text'])?.now.text
const button = (words: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === words)
  if (!found) throw new Error(`no button “${words}”`)
  return found
}

test('what is typed is kept with each letter, and forgotten when it is saved, given up, or as it was', () => {
  for (const end of ['Enter', 'Escape', 'blur']) {
    const field = open()
    type(field, 'Thursday readers')
    expect(kept()).toBe('Thursday readers')
    type(field, 'Thursday')
    expect(kept()).toBeUndefined()
    type(field, 'Thursday re')
    if (end === 'blur') field.dispatchEvent(new FocusEvent('blur'))
    else press(field, end)
    expect([end, kept()]).toEqual([end, undefined])
    dispose()
  }
  expect(saved).toEqual(['Thursday re', 'Thursday re'])
})

test('what is kept is told beside the text, writes over nothing, and is gone on with or dropped', () => {
  keepTyped('name', { now: { text: 'Thursday rea' }, first: { text: 'Thursday' } })
  show()
  expect(document.body.textContent).toContain('Not saved yet: “Thursday rea”')
  expect([saved, document.querySelector('input')]).toEqual([[], null])
  // A labmate changes it before the person goes on.
  setValue('Friday')
  button('Go on').click()
  const field = document.querySelector('input')
  expect(field?.value).toBe('Thursday rea')
  expect(says()).toContain('“Friday”')
  if (field) press(field, 'Escape')
  expect([saved, kept(), document.body.textContent]).toEqual([[], undefined, 'Friday'])
})

test('the text itself opens the field with what is kept, and dropping it leaves the text', () => {
  const words = { now: { text: 'Thursday rea' }, first: { text: 'Thursday' } }
  keepTyped('name', words)
  const field = open()
  expect(field.value).toBe('Thursday rea')
  press(field, 'Enter')
  expect([saved, kept()]).toEqual([['Thursday rea'], undefined])
  dispose()
  keepTyped('name', words)
  show()
  button('Drop it').click()
  expect([kept(), document.body.textContent]).toEqual([undefined, 'Thursday'])
  expect(saved).toHaveLength(1)
})

test('what has been saved meanwhile is not said to be unsaved', () => {
  keepTyped('name', { now: { text: 'Friday ' }, first: { text: 'Thursday' } })
  show()
  expect(document.body.textContent).toContain('Not saved yet')
  setValue('Friday')
  expect(document.body.textContent).toBe('Friday')
})
