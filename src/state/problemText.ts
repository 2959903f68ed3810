import type { StoreProblem } from '../storage/docStore.ts'
import type { Problem } from './carrel.ts'

const TEXTS: Record<StoreProblem['code'], { readonly title: string; readonly text: string }> = {
  open: {
    title: 'This browser would not open its storage',
    text: 'What you do now is kept in this tab only, and Carrel keeps trying. Save a copy of what you want to keep, leave private browsing, or restart the browser.',
  },
  write: {
    title: 'A change could not be written to the disk',
    text: 'It is still in this tab. Keep the tab open, or save a copy: Carrel tries again with your next change, and others online get it all the same.',
  },
  full: {
    title: 'The disk is full',
    text: 'Your latest changes are in this tab only. Keep it open and free some space: Carrel tries again by itself. Or save a copy of everything now.',
  },
  closed: {
    title: 'The browser closed Carrel’s storage',
    text: 'Your latest changes are in this tab only, and Carrel keeps trying to write them. Save a copy before you close the tab; what was kept before is safe.',
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
    text: 'What you do is kept in this tab only, and is gone when you close it: save a copy first. Private windows and blocked site data do this; open Carrel in a browser that allows site data.',
  },
  newer: {
    title: 'A newer version of Carrel made what is stored here',
    text: 'This version cannot read it and leaves it as it is. What you do now is kept in this tab only: save a copy, then reload to update Carrel.',
  },
  unused: {
    title: 'Carrel goes on in this tab only',
    text: 'The storage of this browser did not answer at the start, so what you do now is gone when you close the tab. What was kept before is untouched. Save a copy before you leave, or reload to try the storage again.',
  },
}

/** Beside a document that was read in part stands this one, which was not read at all. */
const UNREADABLE = {
  title: 'A stored document cannot be read',
  text: 'It was left as it is, and what you do now is kept in this tab only. Save a copy, keep the tab open, and let another of your devices, or a labmate, come online: what they have comes from there.',
}

/** A fault of the disk in words a person can act on; `keeping`: what is changed now is written all the same. */
export const problemText = ({ code }: StoreProblem, keeping = true): Problem =>
  code === 'damaged' && !keeping ? { id: 'unreadable', ...UNREADABLE } : { id: code, ...TEXTS[code] }
