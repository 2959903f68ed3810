import type { Page } from 'playwright-core'

/** What may be pushed sideways: a long formula, and the board's columns side by side, but not what stands in them. */
const SIDEWAYS = '.katex-display, .katex-display *, .board-columns'

/**
 * What a person at this width cannot reach or see, one line each: parts that would have to be pushed sideways, and
 * controls that stand outside of the window or are cut off by what they stand in.
 */
export const cutOff = (page: Page): Promise<readonly string[]> =>
  page.evaluate((sideways) => {
    const found: string[] = []
    const call = (element: Element): string => {
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? ''
      return `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${name.slice(0, 50)}”`
    }
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
    if (wide > 0) found.push(`the page is ${wide} px too wide`)
    const shown = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: false, visibilityProperty: true }) &&
      element.closest('.sr-only, [inert], [aria-hidden="true"]') === null
    for (const element of document.querySelectorAll('body *')) {
      if (!(element instanceof HTMLElement) || !shown(element) || element.matches(sideways)) continue
      const style = getComputedStyle(element)
      if (
        ['auto', 'scroll'].includes(style.overflowX) &&
        element.scrollWidth > element.clientWidth + 1 &&
        element.tagName !== 'INPUT'
      )
        found.push(`${call(element)} is pushed sideways by ${element.scrollWidth - element.clientWidth} px`)
    }
    for (const control of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
      if (!shown(control) || control.closest(sideways)) continue
      const box = control.getBoundingClientRect()
      if (box.width === 0 || box.height === 0) continue
      let [left, right] = [0, innerWidth]
      const fixed = getComputedStyle(control).position === 'fixed'
      for (let at = control.parentElement; at && !fixed; at = at.parentElement) {
        const { overflowX, display, position } = getComputedStyle(at)
        if (overflowX !== 'visible' && display !== 'inline') {
          const around = at.getBoundingClientRect()
          left = Math.max(left, around.left)
          right = Math.min(right, around.right)
        }
        if (position === 'fixed') break
      }
      // An inline link's box is that of its lines; what a clamp leaves out is below, and not beside.
      if (box.left < left - 1 || box.right > right + 1)
        found.push(
          `${call(control)} stands at ${Math.round(box.left)} to ${Math.round(box.right)}, where only ${Math.round(left)} to ${Math.round(right)} is seen`,
        )
    }
    return found
  }, SIDEWAYS)
