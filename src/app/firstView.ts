import { plainMath } from '../domain/plainMath.ts'

/** In localStorage, which public/boot.js can read before anything else runs. */
const NAME = 'carrel-first-view'
/** Letters. A window of rows takes some thirty thousand; more than this is not worth reading before the first paint. */
export const MAX_FIRST_VIEW = 200_000

/** How long nothing may have changed on the page before it is looked at again, in ms: not in the middle of an act. */
const STILL_MS = 1_000

/** The front page as it was last seen. Its shape is known to public/boot.js as well. */
interface FirstView {
  /** The file of the app that drew it: another version draws, and styles, its pages differently. */
  readonly app: string
  readonly address: string
  /** Of the window, in px. */
  readonly width: number
  readonly height: number
  readonly html: string
}

/** What of a page is true only for a moment, or can only be used once the app is there. */
const PASSING =
  '.acts:not(.held), .pick, .row-mates, .row-more, .choice-bar, .feed-chips .seg ~ .seg, .feed-chips .filter, .jump, .away, .news, .problem, .toast, .offer, .new-mark, .av, .divider, [role="status"], [aria-live]'

const scrollTopOf = (row: Element): number => row.closest('.scroll')?.scrollTop ?? 0

/** A copy of `part` without what passes and without the rows that the window does not reach. */
const copyOf = (part: Element): Element => {
  const copy = part.cloneNode(true)
  if (!(copy instanceof Element)) return part
  const rows = [...part.querySelectorAll('.papers > li')]
  const copies = [...copy.querySelectorAll('.papers > li')]
  for (const [at, row] of rows.entries())
    if (row.getBoundingClientRect().top + scrollTopOf(row) > window.innerHeight) copies[at]?.remove()
  for (const element of copy.querySelectorAll(PASSING)) element.remove()
  for (const element of copy.querySelectorAll('.sel')) element.classList.remove('sel')
  // Formulas need a style sheet that comes later, and stand as letters until then, as they do in the app itself.
  for (const formula of copy.querySelectorAll('.m'))
    formula.textContent = plainMath(
      formula.querySelector('annotation')?.textContent ?? formula.textContent ?? '',
    )
  return copy
}

const isFirstView = (value: unknown): value is FirstView =>
  typeof value === 'object' && value !== null && 'html' in value && typeof value.html === 'string'

const readKept = (): FirstView | null => {
  const value: unknown = JSON.parse(localStorage.getItem(NAME) ?? 'null')
  return isFirstView(value) ? value : null
}

const keep = (view: FirstView): void => {
  if (view.html.length > MAX_FIRST_VIEW) localStorage.removeItem(NAME)
  else localStorage.setItem(NAME, JSON.stringify(view))
}

/** Whether nothing is on the screen but the front page itself. */
const isBare = (root: HTMLElement): boolean =>
  !document.querySelector('[role="dialog"]') &&
  !root.querySelector('.sheet:not(.idle), .rail.open') &&
  root.querySelector('article.paper') !== null

/**
 * Keeps how the front page looks, for public/boot.js to show at the next start until the app is there: now, after
 * every change, and when the page is left. `address` is the front page's own, null where there is none; `onLeave` calls before
 * another page is gone to.
 */
export const keepFirstView = (
  root: HTMLElement,
  options: { readonly address: () => string | null; readonly onLeave: (callback: () => void) => void },
): void => {
  const app = document.querySelector<HTMLLinkElement>('link[rel="modulepreload"]')?.href
  // Served by a tool that builds nothing.
  if (app === undefined) return
  const look = (): void => {
    const page = root.firstElementChild
    if (!page) return
    const address = location.pathname + location.search
    if (address === options.address() && isBare(root))
      keep({ app, address, width: innerWidth, height: innerHeight, html: copyOf(page).outerHTML })
    else keepMenu(page)
  }
  /** Seen from another page: what the menu names may have changed, a list that was left above all. */
  const keepMenu = (page: Element): void => {
    const kept = readKept()
    if (!kept) return
    const view = document.createElement('template')
    view.innerHTML = kept.html
    const menu = page.querySelector('.rail')
    if (menu) view.content.querySelector('.rail')?.replaceWith(copyOf(menu))
    keep({ ...kept, html: view.innerHTML })
  }
  const lookSafely = (): void => {
    try {
      look()
    } catch {
      // Site data is forbidden or full: the next start is drawn by the app alone, as the first one was.
    }
  }
  lookSafely()
  let clock: ReturnType<typeof setTimeout> | undefined
  // A device whose power goes says no goodbye.
  new MutationObserver(() => {
    clearTimeout(clock)
    clock = setTimeout(lookSafely, STILL_MS)
  }).observe(root, { childList: true, characterData: true, subtree: true })
  options.onLeave(lookSafely)
  addEventListener('pagehide', lookSafely)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') lookSafely()
  })
}
