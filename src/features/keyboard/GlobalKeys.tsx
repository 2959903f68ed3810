import { useNavigate } from '@tanstack/solid-router'
import type { JSX } from 'solid-js'
import { useCarrel } from '../../state/context.ts'
import { focusContent } from '../../ui/focusContent.ts'
import { createShortcuts } from '../../ui/shortcuts.ts'

/** Keys that work on every page. Stands once in the frame, before the pages. */
export const GlobalKeys = (props: {
  /** Opens the sheet of shortcuts. */
  readonly onShortcuts: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const undo = (): unknown => (carrel.undo.canUndo() ? carrel.undo.undo() : false)
  /** Whoever goes by keyboard goes on by keyboard: without this the focus is left on a page that is gone. */
  const go = async (arrival: Promise<void>): Promise<void> => {
    await arrival
    requestAnimationFrame(() => focusContent(document.querySelector('main')))
  }
  const goToFeed = (): Promise<void> => {
    const day = carrel.feed.days()[0]
    return day
      ? navigate({ to: '/feed/$day', params: { day }, search: { sort: 'top', unread: false } })
      : navigate({ to: '/' })
  }
  /** Asked last: no list stands that would have a use for the key. */
  const sayWhere = (sentence: string) => (): unknown =>
    document.querySelector('main :is([data-paper], .paper-sheet)') && !document.querySelector('.shared-list')
      ? carrel.undo.say(sentence)
      : false
  createShortcuts({
    v: sayWhere('Votes are for shared lists: open the paper from a list to vote for it.'),
    T: sayWhere('Tags for the group are for shared lists: open the paper from a list to give it one.'),
    u: undo,
    'mod+z': undo,
    '/': () => void navigate({ to: '/search', search: { q: '' } }),
    'g f': () => void go(goToFeed()),
    'g l': () => void go(navigate({ to: '/lists' })),
    'g s': () => void go(navigate({ to: '/saved' })),
    'g t': () => void go(navigate({ to: '/tags' })),
    '?': () => props.onShortcuts(),
  })
  return null
}
