// @vitest-environment jsdom
import { createSignal } from 'solid-js'
import { render } from 'solid-js/web'
import { expect, test, vi } from 'vitest'
import { createSharedDoc } from '../../../src/doc/sharedDoc.ts'
import type { SharedText } from '../../../src/doc/sharedText.ts'
import { NoteField } from '../../../src/features/paper/NoteField.tsx'
import type { Carrel } from '../../../src/state/carrel.ts'
import { CarrelContext } from '../../../src/state/context.ts'
import { paper } from '../../doc/replica.ts'

test('D62: notes under other ids stand under the one that is written in, also when emptied, until the next paper', () => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    },
  )
  const doc = createSharedDoc()
  const [main, other, next] = ['main', 'other', 'next'].map((name) => {
    const text = doc.getText(name)
    text.insert(0, name)
    return text
  })
  if (!main || !other || !next) throw new Error('no texts')
  const [notes, setNotes] = createSignal<readonly SharedText[]>([main])
  const [key, setKey] = createSignal(paper(1))
  const library = {
    noteOf: (of: string) => (of === paper(1) ? main : next),
    notesOf: (of: string) => (of === paper(1) ? notes() : [next]),
    newer: () => false,
  }
  // reason: nothing else of the library is asked
  const carrel = { library } as unknown as Carrel
  const shown = () => [...document.querySelectorAll('textarea')].map(({ value }) => value)
  const also = () => document.body.textContent?.includes('Also noted, under another id of this paper')
  const dispose = render(
    () => (
      <CarrelContext.Provider value={carrel}>
        <NoteField paperKey={key()} onLeave={() => {}} />
      </CarrelContext.Provider>
    ),
    document.body,
  )
  expect([shown(), also()]).toEqual([['main'], false])
  setNotes([main, other])
  expect([shown(), also()]).toEqual([['main', 'other'], true])
  other.delete(0, other.length)
  setNotes([main])
  expect([shown(), also()]).toEqual([['main', ''], true])
  setKey(paper(2))
  expect([shown(), also()]).toEqual([['next'], false])
  dispose()
})
