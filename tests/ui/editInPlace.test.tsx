// @vitest-environment jsdom
import { createSignal } from 'solid-js'
import { render } from 'solid-js/web'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EditInPlace } from '../../src/ui/EditInPlace.tsx'

let dispose = (): void => {}
let saved: string[]
let setValue: (value: string) => void
const open = (needed = false): HTMLInputElement => {
  const [value, set] = createSignal('Thursday')
  setValue = set
  dispose = render(
    () => (
      <EditInPlace
        value={value()}
        label="Name"
        maxLength={99}
        needed={needed}
        onSave={(text) => saved.push(set(text))}
      />
    ),
    document.body,
  )
  document.querySelector('button')?.click()
  const field = document.querySelector('input')
  if (!field) throw new Error('no field')
  return field
}
const says = (): string => document.querySelector('[role=status]')?.textContent ?? ''

beforeEach(() => void (saved = []))
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
