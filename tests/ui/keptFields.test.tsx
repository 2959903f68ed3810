// @vitest-environment jsdom
import { createRoot } from 'solid-js'
import { beforeEach, expect, test, vi } from 'vitest'

let disk: Map<string, string>
/** The form as a page has it that was opened just now; `answer` has the disk say what it holds. */
const openPage = async (stored: Readonly<Record<string, string>> = {}) => {
  sessionStorage.clear()
  localStorage.clear()
  for (const [name, kept] of Object.entries(stored)) localStorage.setItem(name, kept)
  vi.resetModules()
  const { createKeptFields } = await import('../../src/ui/keptFields.ts')
  const { keepDraftsOn, saveNow } = await import('../../src/drafts/draftSaving.ts')
  let go = (): void => undefined
  const asked = new Promise<void>((resolve) => (go = resolve))
  const here = keepDraftsOn({
    read: () => asked.then(() => [...disk].map(([name, kept]) => ({ name, kept }))),
    write: async (rows) => {
      for (const { name, kept } of rows()) if (kept !== null) disk.set(name, kept)
      return true
    },
  })
  const answer = async (): Promise<void> => {
    go()
    await here
  }
  return {
    answer,
    saveNow,
    open: (first = { title: '', about: '' }) =>
      createRoot((dispose) => ({ ...createKeptFields('form', first), dispose })),
  }
}
beforeEach(() => void (disk = new Map()))

test('what was typed into a form is in it again, said to be from before, until it is sent', async () => {
  const page = await openPage()
  await page.answer()
  const form = page.open()
  expect(form.restored()).toBe(false)
  form.type('title', 'Thursday')
  form.type('about', 'Half a purp')
  page.saveNow()
  const again = await openPage()
  await again.answer()
  const found = again.open()
  expect([found.of('title'), found.of('about'), found.restored()]).toEqual(['Thursday', 'Half a purp', true])
  found.forget()
  again.saveNow()
  const last = await openPage()
  await last.answer()
  expect(last.open().restored()).toBe(false)
})

test('a disk that answers late fills an untouched form, and one that is typed into is left alone', async () => {
  const page = await openPage()
  await page.answer()
  page.open().type('title', 'From before')
  page.saveNow()
  const late = await openPage()
  const [untouched, typed] = [late.open(), late.open()]
  typed.type('about', 'Meanwhile')
  await late.answer()
  await Promise.resolve()
  expect([typed.of('title'), typed.of('about')]).toEqual(['', 'Meanwhile'])
  // The other form at this place has what this page wrote.
  expect(untouched.restored()).toBe(true)
})

test('what was sent is not in the form where localStorage does not know of it yet, but the disk does', async () => {
  const page = await openPage()
  await page.answer()
  const form = page.open({ title: 'Old', about: '' })
  form.type('title', 'Sent')
  page.saveNow()
  const behind = { ...localStorage }
  expect(Object.keys(behind)).toHaveLength(1)
  form.forget()
  page.saveNow()
  const next = await openPage(behind)
  const found = next.open({ title: 'Old', about: '' })
  expect([found.of('title'), found.restored()]).toEqual(['Sent', true])
  await next.answer()
  await Promise.resolve()
  expect([found.of('title'), found.restored(), found.elsewhere('title')]).toEqual(['Old', false, false])
})

test('starting again brings back what stood there, and what others made of it meanwhile is told', async () => {
  const page = await openPage()
  await page.answer()
  page.open({ title: 'Room 3', about: '' }).type('title', 'Room 312')
  const form = page.open({ title: 'Room 7', about: '' })
  expect([form.of('title'), form.elsewhere('title'), form.elsewhere('about')]).toEqual([
    'Room 312',
    true,
    false,
  ])
  // Going on does not forget what it began with.
  form.type('title', 'Room 3123')
  expect(page.open({ title: 'Room 7', about: '' }).elsewhere('title')).toBe(true)
  form.startAgain()
  expect([form.of('title'), form.restored(), form.elsewhere('title')]).toEqual(['Room 7', false, false])
  expect(page.open().restored()).toBe(false)
})

test('a form that has no room says so, and that it has again', async () => {
  const page = await openPage()
  await page.answer()
  const form = page.open()
  form.type('about', 'x'.repeat(250_001))
  expect(form.unkept()).toBe(true)
  form.type('about', 'x')
  page.saveNow()
  await vi.waitFor(() => expect(form.unkept()).toBe(false))
})
