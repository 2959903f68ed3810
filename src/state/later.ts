import type { Desk } from '../doc/desk.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { createAway } from './away.ts'
import type { Carrel, Later } from './carrel.ts'
import type { Fields } from './fromReader.ts'
import { createTogether } from './together.ts'
import type { ActHistory } from './undoHistory.ts'

/** What the machine does that no first screen needs. Needs a reactive owner. */
export const createLater = (options: {
  readonly desk: Desk
  readonly view: Fields<LibraryView>
  readonly history: ActHistory
  readonly carrel: Carrel
  readonly canonical: (key: PaperKey) => PaperKey
}): Later => ({ together: createTogether(options), away: createAway(options) })
