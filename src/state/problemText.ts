import type { StoreProblem } from '../storage/docStore.ts'
import { problemSentence, type SyncProblem, type SyncProblemCode } from '../sync/problem.ts'
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

/** What a fault between this device and the server means; what mends itself within moments is not told. */
const SYNC_TEXTS: Partial<Record<SyncProblemCode, { readonly title: string; readonly text: string }>> = {
  unreadable: {
    title: 'The server passed on something nobody here wrote',
    text: 'It was left out, and nothing of yours is touched. If this comes again, tell whoever runs the server.',
  },
  'not-understood': {
    title: 'A newer version of Carrel wrote something this one cannot show',
    text: 'It is kept. Update Carrel on this device to see it.',
  },
  rewritten: {
    title: 'The server hides or rewrites what was sent to it',
    text: 'Everything on this device is safe and is sent again. Tell whoever runs the server.',
  },
  'foreign-keys': {
    title: 'The server answered with keys that are not this document’s',
    text: 'Nothing was taken from it and nothing was sent. Your work is kept on this device.',
  },
  silenced: {
    title: 'This page stopped noticing changes',
    text: 'Nothing is lost: reload the page.',
  },
  unsendable: {
    title: 'A change could not be sent',
    text: 'It is kept on this device, but the others cannot take it. Undo it if you can, and do it in smaller steps.',
  },
  storage: {
    title: 'The server’s disk is full',
    text: 'Your changes are kept on this device and are sent as soon as the server has room again.',
  },
  'too-large': {
    title: 'A document has grown larger than the server takes',
    text: 'Everything is kept on this device, but it no longer reaches the others. Ask whoever runs the server to raise its limit.',
  },
  'bad-signature': { title: 'The server did not believe this device', text: '' },
  'wrong-keys': { title: 'The server did not believe this device', text: '' },
  moved: { title: 'A list moved to a new address', text: 'What is here stays. Ask for the new link.' },
  'too-many-rooms': { title: 'More lists are open than the server carries', text: '' },
}

export const syncProblemText = ({ code }: SyncProblem): Problem | null => {
  const known = SYNC_TEXTS[code]
  return known ? { id: `sync ${code}`, title: known.title, text: known.text || problemSentence(code) } : null
}
