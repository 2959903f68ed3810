import { problemSentence, type SyncProblem, type SyncProblemCode } from '../sync/problem.ts'
import type { Problem } from './carrel.ts'

/** What a fault between this device and the server means; what mends itself within moments is not told, nor what
 * the page of a list says itself (that it moved). */
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
  'compact-required': {
    title: 'A document’s log is full on the server',
    text: 'Your changes are kept on this device. Carrel tidies the log and then sends them; if this stays, open Carrel on another device that has the document, or update it.',
  },
  'relay-lost': {
    title: 'The server had lost what was sent to it',
    text: 'It was filled again from this device. Nothing is missing; tell whoever runs the server.',
  },
  replayed: {
    title: 'The server sent something a second time',
    text: 'The repetition was left out, and nothing of yours is touched. If this comes again, tell whoever runs the server.',
  },
  'read-only-edit': {
    title: 'A change cannot be shared through this link',
    text: 'The link you have lets you read. The change is on this device alone; ask for a link for editing.',
  },
  'waiting-for-device': {
    title: 'Part of a document is still on another device',
    text: 'It appears as soon as the device that wrote it is online. Nothing is lost.',
  },
  'bad-record': { title: 'The server did not take a change', text: '' },
  'read-only': { title: 'The server did not take a change', text: '' },
  'bad-signature': { title: 'The server did not believe this device', text: '' },
  'wrong-keys': { title: 'The server did not believe this device', text: '' },
  'too-many-rooms': { title: 'More lists are open than the server carries', text: '' },
}

export const syncProblemText = ({ code }: SyncProblem): Problem | null => {
  const known = SYNC_TEXTS[code]
  return known ? { id: `sync ${code}`, title: known.title, text: known.text || problemSentence(code) } : null
}
