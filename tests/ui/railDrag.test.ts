// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest'
import { arxivKey } from '../../src/domain/paperKey.ts'
import type { Together } from '../../src/ui/choice.ts'
import { listenToDrags } from '../../src/ui/railDrag.ts'

const KEYS = ['2501.00001', '2501.00002', '2501.00003'].map(arxivKey)
let added: unknown[] = []
let stop: () => void = () => undefined
let held: readonly (typeof KEYS)[number][] = []

const find = (selector: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`${selector} is there`)
  return found
}
/** jsdom has no drag events: one of its own plain ones, with what a browser hands over. */
const drag = (type: string, target: Element): Event => {
  const event = new Event(type, { bubbles: true, cancelable: true })
  Object.assign(event, { dataTransfer: { setDragImage: () => undefined, effectAllowed: '', dropEffect: '' } })
  target.dispatchEvent(event)
  return event
}
const row = (at: number): HTMLElement => find(`[data-paper="${KEYS[at] ?? ''}"]`)
const list = (id: string): HTMLElement => find(`.rail a[href="/list/${id}"]`)

beforeEach(() => {
  added = []
  held = []
  document.body.innerHTML = `<nav class="rail"><a class="nav" href="/saved">Saved</a>
    <a class="nav" href="/list/open"><span>Open</span></a><a class="nav" href="/list/read-only">Read only</a></nav>
    <div class="scroll"><ul class="papers">${KEYS.map(
      (key) =>
        `<li><article class="paper"><a href="/x" data-paper="${key}">${key}</a><button>Save</button></article></li>`,
    ).join('')}</ul></div>`
  // reason: dragging asks for these three of the verbs alone
  const together = {
    nameOf: (key: string) => key,
    listOptions: () => [{ id: 'open', label: 'Open' }],
    addTo: (...args: unknown[]) => added.push(args),
  } as unknown as Together
  stop = listenToDrags(find('.scroll'), { keys: () => KEYS, held: () => held, together: () => together })
})
afterEach(() => stop())

test('a row that is dropped on a list that takes it is added, and the link is not followed', () => {
  drag('dragstart', row(1))
  expect(list('open').className).toBe('nav takes')
  expect(drag('dragover', list('open').querySelector('span') ?? list('open')).defaultPrevented).toBe(true)
  expect(list('open').className).toBe('nav takes over')
  expect(drag('drop', list('open')).defaultPrevented).toBe(true)
  drag('dragend', row(1))
  expect(added).toEqual([['open', [KEYS[1]]]])
  expect(document.querySelectorAll('.takes, .refuses, .over, .drag-chip')).toHaveLength(0)
})

test('a list that may not be written in refuses, and so does whatever is no list', () => {
  drag('dragstart', row(1))
  expect(list('read-only').className).toBe('nav refuses')
  for (const place of [list('read-only'), find('[href="/saved"]'), row(2)]) {
    expect(drag('dragover', place).defaultPrevented).toBe(false)
    drag('drop', place)
  }
  expect(added).toEqual([])
})

test('one of those that are selected takes all along, another row itself alone', () => {
  held = [arxivKey('2501.00001'), arxivKey('2501.00003')]
  drag('dragstart', row(2))
  drag('drop', list('open'))
  drag('dragend', row(2))
  drag('dragstart', row(1))
  drag('drop', list('open'))
  expect(added).toEqual([
    ['open', held],
    ['open', [KEYS[1]]],
  ])
})

test('what is no row is left to the browser, and nothing is heard after a drag has ended', () => {
  drag('dragstart', find('.paper button'))
  expect(document.querySelectorAll('.takes')).toHaveLength(0)
  drag('dragstart', row(0))
  drag('dragend', row(0))
  expect(drag('dragover', list('open')).defaultPrevented).toBe(false)
  drag('dragstart', row(0))
  stop()
  drag('drop', list('open'))
  expect(added).toEqual([])
})
