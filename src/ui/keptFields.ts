import { createSignal, onCleanup, type Accessor } from 'solid-js'
import { areDraftsHere, draftsHere } from '../drafts/draftSaving.ts'
import { forgetTyped, keepTyped, readTyped } from '../drafts/typedFields.ts'

/** Fields of a form whose words outlive the form until it is sent or given up. */
export interface KeptFields<Name extends string> {
  /** What is in the field. Reactive. */
  of(name: Name): string
  type(name: Name, text: string): void
  /** The fields hold what was typed before this form was opened. */
  readonly restored: Accessor<boolean>
  /** The device does not keep what is typed: leaving would lose it. */
  readonly unkept: Accessor<boolean>
  /** What stood in the field when the words that were found were begun, where that is not what stands there now. */
  elsewhere(name: Name): boolean
  /** Back to what stood in the fields at first. */
  startAgain(): void
  /** The form was sent or given up. */
  forget(): void
}

/** The fields of the form at `place`, which begin with `first` or with what is kept there. Needs a reactive owner. */
export const createKeptFields = <Name extends string>(
  place: string,
  first: Readonly<Record<Name, string>>,
): KeptFields<Name> => {
  // reason: an object literal of these names has no others
  const names = Object.keys(first) as Name[]
  const [now, setNow] = createSignal(first)
  const [begun, setBegun] = createSignal(first)
  const [restored, setRestored] = createSignal(false)
  const [unkept, setUnkept] = createSignal(false)
  let untouched = true
  let last = first
  const offer = (): void => {
    const found = readTyped(place, names)
    setNow(() => found?.now ?? first)
    setBegun(() => found?.first ?? first)
    setRestored(found !== null)
  }
  offer()
  if (!areDraftsHere()) {
    onCleanup(() => (untouched = false))
    // Or taken back: localStorage may not know yet that it was sent. Whoever began to type meanwhile is offered it later.
    void draftsHere.then(() => {
      if (untouched) offer()
    })
  }
  const forget = (): void => {
    untouched = false
    last = first
    setRestored(false)
    setUnkept(false)
    forgetTyped(place)
  }
  return {
    of: (name) => now()[name],
    type(name, text) {
      untouched = false
      last = { ...now(), [name]: text }
      const typed = last
      setNow(() => typed)
      keepTyped(place, { now: typed, first: begun() }, (kept) => {
        if (typed === last) setUnkept(!kept)
      })
    },
    restored,
    unkept,
    elsewhere: (name) => restored() && begun()[name] !== first[name],
    startAgain() {
      setNow(() => first)
      setBegun(() => first)
      forget()
    },
    forget,
  }
}
