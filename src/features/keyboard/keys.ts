/** One line of the sheet of shortcuts. */
export interface KeyRow {
  /** Usual names as pages register them (`s`, `g f`), or as they are printed where they cannot be changed. */
  readonly keys: readonly string[]
  readonly does: string
  /** What each of several keys does by itself. */
  readonly each?: readonly string[]
}

/** The sheet of shortcuts as it is printed; a test holds it against what the pages register. */
export const KEY_GROUPS: readonly { readonly title: string; readonly rows: readonly KeyRow[] }[] = [
  {
    title: 'In a list',
    rows: [
      { keys: ['j', 'k'], does: 'next, previous paper', each: ['next paper', 'previous paper'] },
      { keys: ['J', 'K'], does: 'select several', each: ['select downwards', 'select upwards'] },
      { keys: ['Ctrl A'], does: 'select all, from a row' },
      { keys: ['Enter', 'o'], does: 'open' },
      { keys: ['Esc'], does: 'back' },
      { keys: ['f'], does: 'filter saved or tagged papers' },
      { keys: ['a'], does: 'activity of a shared list' },
      { keys: ['[', ']'], does: 'previous, next day', each: ['previous day', 'next day'] },
    ],
  },
  {
    title: 'Anywhere',
    rows: [
      { keys: ['F2'], does: 'rename, among your tags' },
      { keys: ['Alt ↑', 'Alt ↓'], does: 'move a view in the menu' },
      { keys: ['u'], does: 'undo' },
      { keys: ['/'], does: 'search' },
      { keys: ['Ctrl K'], does: 'search or jump to' },
      { keys: ['g f'], does: 'go to the feed' },
      { keys: ['g l'], does: 'go to the lists' },
      { keys: ['g s'], does: 'go to saved papers' },
      { keys: ['g t'], does: 'go to your tags' },
      { keys: ['?'], does: 'this sheet' },
    ],
  },
  {
    title: 'With a paper',
    rows: [
      { keys: ['s'], does: 'save' },
      { keys: ['x'], does: 'skip' },
      { keys: ['r'], does: 'reading state' },
      { keys: ['t'], does: 'tag' },
      { keys: ['l'], does: 'add to a list' },
      { keys: ['T'], does: 'tag in a shared list, for the group' },
      { keys: ['v'], does: 'vote, in a shared list' },
      { keys: ['Alt ←', 'Alt →'], does: 'move on the board of a shared list' },
      { keys: ['n'], does: 'private note' },
      { keys: ['N'], does: 'the group’s note, in a shared list' },
      { keys: ['y'], does: 'copy the citation' },
      { keys: ['c'], does: 'comment, in a shared list' },
      { keys: ['L'], does: 'look up a missing title or abstract' },
      { keys: ['Shift F10'], does: 'everything else' },
    ],
  },
]

/** Characters, and two of them in a row, are the person's to change; Enter, Esc and whatever has Ctrl or Alt are not. */
export const isChangeable = (usual: string): boolean => /^\S(?: \S)?$/.test(usual)

/** Every key that can be changed, and what it does. */
export const CHANGEABLE: ReadonlyMap<string, string> = new Map(
  KEY_GROUPS.flatMap(({ rows }) =>
    rows.flatMap((row) =>
      row.keys
        .map((key, at): [string, string] => [key, row.each?.[at] ?? row.does])
        .filter(([key]) => isChangeable(key)),
    ),
  ),
)

/** A key in the parts that are pressed: `J` is `Shift j`, `g f` is `g` and `f`. */
export const keyParts = (key: string): readonly string[] =>
  key === ''
    ? []
    : isChangeable(key)
      ? key.split(' ').map((part) => (part.toLowerCase() === part ? part : `Shift ${part.toLowerCase()}`))
      : [key]
