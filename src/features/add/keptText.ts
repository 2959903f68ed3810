import { createSignal, onCleanup, type Accessor } from 'solid-js'
import { areDraftsHere, draftsHere } from '../../drafts/draftSaving.ts'
import { keepDraft, readDraft } from '../../drafts/drafts.ts'

const TYPED = 'add'
/** What was made of a text that another app shared: it must not write over what was typed before that came. */
const ON_SHARED = 'add shared'

/** The text in the box of the page for adding, which outlives the page until its papers are added or it is given up. */
export interface KeptText {
  /** What is in the box was typed or pasted before the page was opened. */
  readonly restored: Accessor<boolean>
  /** The device does not keep what is in the box: leaving would lose it. */
  readonly unkept: Accessor<boolean>
  keep(text: string): void
  /** Another app's text is in the box, which is kept elsewhere. */
  onShared(): void
  /** A file is shown: what was in the box stays kept. */
  onFile(): void
  /** What was kept before the file came; empty where nothing was. */
  back(): string
  /** The papers were added, or the person gave them up. */
  forget(): void
}

/** Has `offer` called with what is kept, at once or when the disk has answered. Needs a reactive owner. */
export const createKeptText = (offer: (text: string) => void): KeptText => {
  const [restored, setRestored] = createSignal(false)
  const [unkept, setUnkept] = createSignal(false)
  let place = TYPED
  let untouched = true
  let last = {}
  const back = (): string => {
    for (place of [ON_SHARED, TYPED]) {
      const text = readDraft(place)
      if (text === '') continue
      setRestored(true)
      return text
    }
    return ''
  }
  let offered = ''
  /** Again once the disk has answered: localStorage may not know yet that a text was added or given up. */
  const bringBack = (): void => {
    if (!untouched) return
    const text = back()
    if (text === offered) return
    offered = text
    setRestored(text !== '')
    offer(text)
  }
  if (areDraftsHere()) bringBack()
  else {
    bringBack()
    void draftsHere.then(bringBack)
    onCleanup(() => (untouched = false))
  }
  const isTouched = (): void => {
    untouched = false
    last = {}
    setRestored(false)
    setUnkept(false)
  }
  return {
    restored,
    unkept,
    keep(text) {
      const wasRestored = restored()
      isTouched()
      setRestored(wasRestored && text !== '')
      const typed = last
      keepDraft(place, text, (kept) => {
        if (typed === last) setUnkept(!kept)
      })
    },
    onShared() {
      isTouched()
      place = ON_SHARED
    },
    onFile: isTouched,
    back,
    forget() {
      isTouched()
      keepDraft(place, '')
    },
  }
}
