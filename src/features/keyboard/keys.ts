/** The sheet of shortcuts as it is printed; a test holds it against what the pages register. */
export const KEY_GROUPS: readonly {
  readonly title: string
  readonly keys: readonly { readonly keys: readonly string[]; readonly does: string }[]
}[] = [
  {
    title: 'In a list',
    keys: [
      { keys: ['j', 'k'], does: 'next, previous paper' },
      { keys: ['Shift j', 'Shift k'], does: 'select several' },
      { keys: ['Enter', 'o'], does: 'open' },
      { keys: ['Esc'], does: 'back' },
      { keys: ['f'], does: 'filter saved or tagged papers' },
      { keys: ['[', ']'], does: 'previous, next day' },
    ],
  },
  {
    title: 'With a paper',
    keys: [
      { keys: ['s'], does: 'save' },
      { keys: ['x'], does: 'skip' },
      { keys: ['r'], does: 'reading state' },
      { keys: ['t'], does: 'tag' },
      { keys: ['l'], does: 'add to a list' },
      { keys: ['v'], does: 'vote, in a shared list' },
      { keys: ['Alt ←', 'Alt →'], does: 'move on the board of a shared list' },
      { keys: ['n'], does: 'private note' },
      { keys: ['Shift n'], does: 'the group’s note, in a shared list' },
      { keys: ['y'], does: 'copy the citation' },
      { keys: ['c'], does: 'comment, in a shared list' },
      { keys: ['Shift F10'], does: 'everything else' },
    ],
  },
  {
    title: 'Anywhere',
    keys: [
      { keys: ['F2'], does: 'rename, among your tags' },
      { keys: ['Alt', '↑ ↓'], does: 'move a view in the menu' },
      { keys: ['u'], does: 'undo' },
      { keys: ['/'], does: 'search' },
      { keys: ['Ctrl K'], does: 'search or jump to' },
      { keys: ['g', 'f'], does: 'go to the feed' },
      { keys: ['g', 'l'], does: 'go to the lists' },
      { keys: ['g', 's'], does: 'go to saved papers' },
      { keys: ['g', 't'], does: 'go to your tags' },
      { keys: ['?'], does: 'this sheet' },
    ],
  },
]
