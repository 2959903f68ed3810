import { createEffect, createSignal, type Accessor } from 'solid-js'
import type { LibraryView } from '../doc/libraryView.ts'
import { readDeviceValue, writeDeviceValue } from '../storage/deviceValues.ts'
import type { FirstRun } from './carrel.ts'
import type { Fields } from './fromReader.ts'

const NAME = 'first-run-over'

/** Whether a person has done nothing in this library yet, on any device of theirs. */
export const isUnused = (view: Fields<LibraryView>): boolean =>
  view.saved().size === 0 &&
  view.skipped().size === 0 &&
  view.reading().size === 0 &&
  view.tags().size === 0 &&
  view.noted().size === 0 &&
  view.lists().size === 0 &&
  view.feeds().size === 0 &&
  view.days().size === 0 &&
  view.profile().name === null &&
  view.devices().size <= 1

/** The first run on a device: until something was made, or the person has said that it is over. Needs an owner. */
export const createFirstRun = (options: {
  readonly view: Fields<LibraryView>
  /** The library has been read from the disk. */
  readonly loaded: Accessor<boolean>
}): FirstRun => {
  const { view, loaded } = options
  /** `null` until the disk has answered. */
  const [over, setOver] = createSignal<boolean | null>(null)
  const end = (): void => {
    if (over() === true) return
    setOver(true)
    // What the disk does not take is a line too many at the next start.
    void writeDeviceValue(NAME, true)
  }
  void readDeviceValue(NAME).then((kept) => setOver((now) => now ?? kept === true))
  createEffect(() => {
    // What was made and undone again was made: the line does not come back.
    if (loaded() && over() === false && !isUnused(view)) end()
  })
  return { lasts: () => loaded() && over() === false && isUnused(view), end }
}
