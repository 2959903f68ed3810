// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { keepFocus } from '../../src/ui/keepFocus.ts'

/** As the code has it. */
const WAIT_MS = 150

const find = (id: string): HTMLElement => {
  const element = document.getElementById(id)
  if (!element) throw new Error(`No element ${id}`)
  return element
}
const at = (): string => document.activeElement?.id ?? ''
/** Lets what changed be seen, and `ms` go by. */
const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms)
}

describe('the focus is kept', () => {
  let stop: () => void
  beforeEach(() => {
    vi.useFakeTimers()
    document.body.innerHTML = `
      <main><h1 id="title">Monday</h1>
        <article class="paper"><a id="row" data-paper="a" href="#a">A paper</a><button id="more">More</button></article>
        <section><h2 id="part">Notes</h2><button id="add">Add</button></section>
      </main>
      <div class="toast"><button id="undo">Undo</button></div>`
    stop = keepFocus(document)
  })
  const openMenu = (): void =>
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div role="menu" id="menu"><button id="item">Open</button></div>',
    )
  afterEach(() => {
    stop()
    vi.useRealTimers()
  })

  test('what goes away hands it to the heading of what stood around, or to the row', async () => {
    find('add').focus()
    find('add').remove()
    await pass(WAIT_MS - 1)
    expect(document.activeElement).toBe(document.body)
    await pass(1)
    expect(at()).toBe('part')
    find('more').focus()
    find('more').remove()
    await pass(WAIT_MS)
    expect(at()).toBe('row')
  })

  test('a toast and a menu that go away give it back to what had it before', async () => {
    for (const [passing, around] of [
      ['undo', '.toast'],
      ['item', '[role="menu"]'],
    ] as const) {
      find('row').focus()
      if (passing === 'item') openMenu()
      find(passing).focus()
      document.querySelector(around)?.remove()
      await pass(WAIT_MS)
      expect(at()).toBe('row')
    }
  })

  test('what goes away shortly after something else did has the whole time for its own way back', async () => {
    find('add').focus()
    find('add').remove()
    await pass(WAIT_MS - 10)
    // Somebody goes on by themselves, and what they are in goes away as well.
    openMenu()
    find('item').focus()
    find('menu').remove()
    await pass(WAIT_MS - 1)
    expect(document.activeElement).toBe(document.body)
    find('row').focus()
    await pass(WAIT_MS)
    expect(at()).toBe('row')
  })

  test('a menu that came where its button went is not closed by it, and what is lost when the menu goes is found', async () => {
    find('add').focus()
    openMenu()
    find('add').remove()
    await pass(WAIT_MS * 2)
    expect(document.activeElement).toBe(document.body)
    find('menu').remove()
    await pass(WAIT_MS)
    expect(at()).toBe('part')
  })

  test('what had the focus before anybody looked is kept as well', async () => {
    stop()
    find('add').focus()
    stop = keepFocus(document)
    find('add').remove()
    await pass(WAIT_MS)
    expect(at()).toBe('part')
  })

  test('where nothing of what stood around is left it goes to the heading of the page that comes', async () => {
    find('row').focus()
    document.querySelector('main')?.remove()
    await pass(WAIT_MS * 2)
    expect(document.activeElement).toBe(document.body)
    document.body.insertAdjacentHTML('beforeend', '<main><h1 id="next">Tuesday</h1></main>')
    await pass(WAIT_MS)
    expect(at()).toBe('next')
  })
})
