import type { StoreProblem } from '../storage/docStore.ts'
import type { Problem } from './carrel.ts'

const TEXTS: Record<StoreProblem['code'], { readonly title: string; readonly text: string }> = {
  open: {
    title: 'This browser would not open its storage',
    text: 'What you do now is kept in this tab only. Leave private browsing or restart the browser, before you write anything you want to keep.',
  },
  write: {
    title: 'A change could not be written to the disk',
    text: 'It is still in this tab. Keep the tab open: Carrel tries again with your next change, and others online get it all the same.',
  },
  full: {
    title: 'The disk is full',
    text: 'Your latest changes are in this tab only. Free some space, keep this tab open, and change something so that Carrel tries again.',
  },
  closed: {
    title: 'The browser closed Carrel’s storage',
    text: 'Your latest changes are in this tab only. Reload the page when you are done writing; what was kept before is safe.',
  },
  damaged: {
    title: 'A stored document is damaged',
    text: 'Everything readable is here, and the damaged part was set aside, not deleted. Other devices and labmates heal it when they are online.',
  },
  timeout: {
    title: 'The storage does not answer',
    text: 'Carrel goes on in this tab and keeps trying. Another tab may hold it: close the other tabs of Carrel.',
  },
  absent: {
    title: 'This browser has no storage for Carrel',
    text: 'Nothing can be kept on this device. Open Carrel in a browser that allows site data.',
  },
}

/** A fault of the disk in words a person can act on. */
export const problemText = ({ code }: StoreProblem): Problem => ({ id: code, ...TEXTS[code] })
