import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Further than this nobody tabs. */
const MAX_TABS = 80

/** What a screen reader would call what has the focus; empty where nothing has. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const now = document.activeElement
    if (!now || now === document.body) return ''
    const id = now.getAttribute('id')
    const label = id === null ? null : document.querySelector(`label[for="${CSS.escape(id)}"]`)
    const name =
      now.getAttribute('aria-label') ??
      label?.textContent ??
      (now.textContent || now.getAttribute('placeholder'))
    return (name ?? '').trim().replace(/\s+/gu, ' ')
  })

/** Goes on by Tab (or back) until what has the focus is called that, and sees that the focus is shown. */
export const tabTo = async (page: Page, name: RegExp, back = false): Promise<void> => {
  const passed: string[] = []
  for (let tabs = 0; tabs < MAX_TABS; tabs++) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab')
    const now = await focused(page)
    passed.push(now.slice(0, 30))
    if (!name.test(now)) continue
    expect(await page.evaluate(() => document.activeElement?.matches(':focus-visible'))).toBe(true)
    return
  }
  throw new Error(`no Tab leads to ${name}; passed: ${passed.join(' | ')}`)
}
