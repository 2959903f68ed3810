/** Longer than whatever knows a better place takes to put the focus there. */
const WAIT_MS = 150
/** What has a heading of its own to go on from. */
const REGIONS = 'section, article, form, [role="dialog"], [role="region"]'
/** What lies above a page for a moment: whoever comes out of it goes on where they were before. */
const PASSING = '.toast, [role="menu"]'
/** Nobody can be there: another page lies above it. */
const OUT_OF_REACH = '[inert], [aria-hidden="true"]'

const isWithinReach = (element: Element): boolean =>
  element.isConnected && element.closest(OUT_OF_REACH) === null

/** Where one goes on in a region: at the paper, where it is a paper's row, and at the heading elsewhere. */
const startOf = (region: ParentNode & Element): HTMLElement | null =>
  region.querySelector<HTMLElement>(region.matches('.paper') ? '[data-paper]' : 'h1, h2, h3')

/**
 * Sees to it that the focus does not fall to the page as a whole when what has it goes away: whoever cannot see where
 * they are, or goes by keyboard alone, would begin at the top again. It goes to the heading of what stood around, or
 * of the page that came; and from a toast or a menu back to where it was before. Nothing scrolls. Returns how to stop.
 */
export const keepFocus = (root: Document): (() => void) => {
  /** What has the focus, or had it when it went away. */
  let now: Element | null = null
  /** The same and all around it, from within; for a toast or a menu what had the focus before. */
  let path: readonly Element[] = []
  let clock: ReturnType<typeof setTimeout> | undefined
  const isLost = (): boolean =>
    now !== null && !now.isConnected && (root.activeElement === null || root.activeElement === root.body)

  const findPlace = (): HTMLElement | null => {
    const [at, ...around] = path
    if (at instanceof HTMLElement && isWithinReach(at)) return at
    const places = [
      ...around.filter((one) => one.isConnected && one.matches(REGIONS)).map(startOf),
      ...root.querySelectorAll<HTMLElement>('main h1'),
    ]
    return places.find((one) => one !== null && isWithinReach(one)) ?? null
  }
  const settle = (): void => {
    clock = undefined
    // A menu that stands takes it by itself, and would close where anything else does first.
    const place = isLost() && !root.querySelector('[role="menu"]') ? findPlace() : null
    // The page that comes may not stand yet: it is looked for again with the next change.
    if (!place) return
    if (!place.hasAttribute('tabindex') && place.tabIndex < 0) place.tabIndex = -1
    place.focus({ preventScroll: true })
  }
  const seen = new MutationObserver(() => {
    if (clock === undefined && isLost()) clock = setTimeout(settle, WAIT_MS)
  })
  const stop = new AbortController()
  const take = (focused: Element): void => {
    now = focused
    // What goes away after this has the whole wait again: its own way back must not lose against an earlier one's.
    clearTimeout(clock)
    clock = undefined
    if (now.closest(PASSING)) return
    const around: Element[] = []
    for (let one: Element | null = focused; one; one = one.parentElement) around.push(one)
    path = around
  }
  const onFocusIn = (event: FocusEvent): void => {
    if (event.target instanceof Element) take(event.target)
  }
  /** Whoever presses where nothing takes the focus has put it away. */
  const onPointerUp = (): void => {
    if (now?.isConnected === true && root.activeElement === root.body) now = null
  }
  // Whoever was quick has the focus somewhere before this code is here.
  if (root.activeElement && root.activeElement !== root.body) take(root.activeElement)
  root.addEventListener('focusin', onFocusIn, { signal: stop.signal })
  root.addEventListener('pointerup', onPointerUp, { signal: stop.signal, capture: true })
  seen.observe(root.body, { childList: true, subtree: true })
  return () => {
    seen.disconnect()
    clearTimeout(clock)
    stop.abort()
  }
}
