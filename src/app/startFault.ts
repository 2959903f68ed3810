import type { AppShell } from '../state/deviceState.ts'
import { problemText } from '../state/problemText.ts'
import { goWithoutDisk, saveCopyFromDisk } from '../state/withoutDisk.ts'

type Fault = Parameters<typeof problemText>[0]

/** The library's key cannot be read, or is gone while the library is here. */
const NO_KEY = {
  title: 'The key of your library cannot be read',
  text: 'Your papers, notes and lists are still on this device, and nothing was changed. Save a copy of them now. Then bring the library back from another of your devices, or from a backup.',
}

/** What helps, before anything has begun. */
const HINTS: Partial<Record<Fault['code'], string>> = {
  absent: 'Private windows and blocked site data do this: open Carrel in a browser that allows site data.',
  full: 'There is no room for its key: free some space, then try again.',
  timeout: 'Another tab may hold the storage: close the other tabs of Carrel, then try again.',
  newer: 'Close all tabs of Carrel, then open it again: it updates itself.',
}

/** The title says what happened; the rest is said of a start and not, as in the app, of changes. */
const startText = (problem: Fault): { readonly title: string; readonly text: string } =>
  problem.code === 'damaged'
    ? NO_KEY
    : {
        title: problemText(problem).title,
        text: `Carrel has not started, and nothing was changed: what you had here is still there. ${HINTS[problem.code] ?? 'Try again, or restart the browser.'} If you go on in this tab only, what you do is gone when you close it, unless you save a copy.`,
      }

const buttonOf = (label: string, look: string, press: () => void): HTMLButtonElement => {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = look
  button.textContent = label
  button.addEventListener('click', press)
  return button
}

const paragraphOf = (text: string): HTMLParagraphElement => {
  const paragraph = document.createElement('p')
  paragraph.textContent = text
  return paragraph
}

/**
 * The page of a device whose storage would not even hand over the library's key: nothing was touched. `goOn` begins
 * without the disk, in this tab alone.
 */
export const showStartFault = (
  root: HTMLElement,
  problem: Fault,
  { updates }: Pick<AppShell, 'updates'>,
  goOn: () => void,
): void => {
  const damaged = problem.code === 'damaged'
  const { title, text } = startText(problem)
  const page = document.createElement('main')
  page.className = 'fault'
  const heading = document.createElement('h1')
  heading.textContent = title
  const said = paragraphOf('')
  said.setAttribute('role', 'status')
  const buttons = document.createElement('div')
  buttons.className = 'btns'
  buttons.append(buttonOf('Try again', 'btn pri', () => location.reload()))
  if (damaged)
    buttons.append(
      buttonOf('Save a copy', 'btn', () => {
        saveCopyFromDisk().catch(() => {
          said.textContent =
            'This browser does not say what it keeps for Carrel, so that no copy can be made here.'
        })
      }),
    )
  buttons.append(
    buttonOf('Go on in this tab only', 'btn', () => {
      goWithoutDisk()
      goOn()
    }),
  )
  page.append(
    heading,
    paragraphOf(text),
    buttons,
    said,
    paragraphOf(
      'If that does not help, let the app itself be fetched anew. It needs the network for it, and your papers stay.',
    ),
    buttonOf(
      'Fetch Carrel anew',
      'btn',
      () => void updates().then((one) => (one ? one.fetchAnew() : location.reload())),
    ),
  )
  root.replaceChildren(page)
}
