/** Tells the line of a place, for places that are asked for in rising order. */
export const createLineCounter = (text: string): ((place: number) => number) => {
  let at = 0
  let line = 1
  return (place) => {
    if (place < at) {
      at = 0
      line = 1
    }
    for (;;) {
      const next = text.indexOf('\n', at)
      if (next < 0 || next >= place) return line
      at = next + 1
      line++
    }
  }
}

/** `\r\n` and `\r` as `\n`. */
export const unifyLines = (text: string): string =>
  text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
