import type { PaperKey } from '../domain/paperKey.ts'
import { clip, count } from '../lib/text.ts'
import { announce } from './announce.ts'
import type { Together } from './choice.ts'
import { rowAt } from './rowPress.ts'

const NAME_SHOWN = 60

/** The lists of the menu as they are drawn, by their id. */
const listsInRail = (): ReadonlyMap<string, HTMLElement> =>
  new Map(
    [...document.querySelectorAll<HTMLAnchorElement>('.rail a.nav[href^="/list/"]')].map((link) => [
      decodeURIComponent(link.pathname.split('/')[2] ?? ''),
      link,
    ]),
  )

/** What hangs at the pointer. */
const picture = (words: string): HTMLElement => {
  const chip = document.createElement('div')
  chip.className = 'drag-chip'
  chip.textContent = words
  document.body.append(chip)
  return chip
}

/**
 * Lets rows be dragged with a mouse onto a list in the menu: the row, or all that are selected where it is one of
 * them. Lists that may not be written in, or hold the papers already, refuse. What the browser does with a dragged
 * link elsewhere stays as it is, and so does dragging by a row's grip. Returns how to stop.
 */
export const listenToDrags = (
  root: HTMLElement,
  on: {
    readonly keys: () => readonly PaperKey[]
    readonly held: () => readonly PaperKey[]
    readonly together: () => Together | undefined
  },
): (() => void) => {
  let end: (() => void) | null = null

  const begin = (event: DragEvent): void => {
    end?.()
    const together = on.together()
    const key = rowAt(event.target, on.keys())
    const rail = listsInRail()
    if (!together || key === null || rail.size === 0 || !event.dataTransfer) return
    const keys = on.held().includes(key) ? on.held() : [key]
    const open = new Set(together.listOptions(keys).map(({ id }) => id))
    const words =
      keys.length === 1 ? clip(together.nameOf(key), NAME_SHOWN) : count(keys.length, 'paper', 'papers')
    const chip = picture(words)
    event.dataTransfer.setDragImage(chip, -12, -8)
    event.dataTransfer.effectAllowed = 'copyLink'
    for (const [id, link] of rail) link.classList.add(open.has(id) ? 'takes' : 'refuses')

    const stop = new AbortController()
    const { signal } = stop
    const targetOf = (over: DragEvent): readonly [id: string, link: HTMLElement] | undefined => {
      const { target } = over
      return target instanceof Node ? [...rail].find(([, link]) => link.contains(target)) : undefined
    }
    const light = (lit: HTMLElement | undefined): void => {
      for (const link of rail.values()) link.classList.toggle('over', link === lit)
    }
    end = () => {
      end = null
      stop.abort()
      chip.remove()
      for (const link of rail.values()) link.classList.remove('takes', 'refuses', 'over')
    }
    const over = (moved: DragEvent): void => {
      const target = targetOf(moved)
      light(target?.[1])
      if (!target || !open.has(target[0])) return
      // Only what is prevented may be dropped upon.
      moved.preventDefault()
      if (moved.dataTransfer) moved.dataTransfer.dropEffect = 'copy'
    }
    document.addEventListener('dragenter', over, { signal })
    document.addEventListener('dragover', over, { signal })
    document.addEventListener(
      'drop',
      (dropped) => {
        const target = targetOf(dropped)
        if (!target || !open.has(target[0])) return
        // A browser would follow the link that was dropped.
        dropped.preventDefault()
        together.addTo(target[0], keys)
      },
      { signal },
    )
    document.addEventListener(
      'dragend',
      () => {
        end?.()
      },
      { signal },
    )
    announce(`Dragging ${words}`)
  }
  root.addEventListener('dragstart', begin)
  return () => {
    end?.()
    root.removeEventListener('dragstart', begin)
  }
}
