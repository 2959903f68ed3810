/** `2001-8` as PubMed shortens it, in full: `2001-2008`. */
export const wholePages = (pages: string): string =>
  pages.replace(
    /(?<![\w.])([A-Za-z]?)(\d+)-(\d+)(?!\w)/g,
    (range, letter: string, from: string, to: string) =>
      to.length < from.length ? `${letter}${from}-${letter}${from.slice(0, -to.length)}${to}` : range,
  )
