/** `moveBefore` keeps the focus and where a row is scrolled to; browsers without it take the row out and put it back. */
const put = (list: Element, row: Element, before: Element | null): void => {
  // reason: the types promise it, and browsers of 2024 do not have it.
  const move = (list as Partial<Pick<Element, 'moveBefore'>>).moveBefore
  if (move && row.parentNode === list && list.isConnected) move.call(list, row, before)
  else list.insertBefore(row, before)
}

/**
 * Makes the children of a list these rows, in this order. Rows that stay are left in the page, and of two that change
 * places one is moved, not the one with the focus: each row that is moved is styled and laid out anew, which is most
 * of what a move costs, and in some browsers loses the focus.
 */
export const orderRows = (list: Element, rows: readonly Element[]): void => {
  const wanted = new Set(rows)
  for (const child of Array.from(list.children)) if (!wanted.has(child)) child.remove()
  const focused = list.contains(document.activeElement) ? document.activeElement : null
  let place = list.firstElementChild
  for (const row of rows) {
    // The row at this place went further down: it is put in where its turn comes.
    if (place && place !== row && place.nextElementSibling === row && !place.contains(focused)) place = row
    if (place === row) place = row.nextElementSibling
    else put(list, row, place)
  }
}
