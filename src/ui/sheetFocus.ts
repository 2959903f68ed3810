import { createSignal } from 'solid-js'

/** The parts of the sheet that a key in the list leads to. */
export type SheetPart = 'tag' | 'list' | 'note' | 'group-note' | 'comment' | 'list-tag'

const [wanted, setWanted] = createSignal<SheetPart | null>(null)

/** Which part of the sheet should take the focus as soon as it stands; `null` when nobody asked. */
export { wanted as wantedSheetPart }

/** Asks the sheet, open or about to be, to put the focus on one of its parts. */
export const wantSheetPart = (part: SheetPart | null): void => {
  setWanted(part)
}
