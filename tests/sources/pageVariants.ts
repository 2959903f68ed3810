/** What copying, mailing and editors do to a page's text without changing what it says. */
export interface PageVariant {
  readonly name: string
  change(page: string): string
}

const FOOTER = /^ {2}• (\d+ authors?)\n·\n(.+)$/gm

const wrap = (text: string, width: number): string =>
  text
    .split('\n')
    .map((line) => {
      const rows: string[] = []
      let row = ''
      for (const word of line.split(' ')) {
        if (row !== '' && row.length + word.length + 1 > width) {
          rows.push(row)
          row = word
        } else row = row === '' ? word : `${row} ${word}`
      }
      return [...rows, row].join('\n')
    })
    .join('\n')

/** The heading, and each paper as the page prints it. */
export const splitPage = (page: string): { readonly head: string; readonly papers: readonly string[] } => {
  const [head = '', ...rest] = page.split(/(?<=^[A-Z][a-z]{2} \d{1,2}\n\n)/m)
  const body = rest.join('')
  const papers = body.split(/(?<=^ {2}• \d+ authors?\n·\n.+\n)\n/m).map((paper) => paper.trim())
  return { head, papers }
}

export const joinPage = (head: string, papers: readonly string[]): string => `${head}${papers.join('\n\n')}\n`

export const SAME_MEANING: readonly PageVariant[] = [
  { name: 'as it is', change: (page) => page },
  { name: 'with Windows line ends', change: (page) => page.replaceAll('\n', '\r\n') },
  { name: 'with old Macintosh line ends', change: (page) => page.replaceAll('\n', '\r') },
  {
    name: 'with a byte-order mark and a trailing heap of blanks',
    change: (page) => `\uFEFF${page}\n \n\t\n`,
  },
  { name: 'with every blank line doubled', change: (page) => page.replaceAll('\n\n', '\n\n\n\n') },
  { name: 'with white space in blank lines', change: (page) => page.replaceAll('\n\n', '\n \u00A0\t\n') },
  { name: 'with no blank line at all', change: (page) => page.replace(/\n{2,}/g, '\n') },
  { name: 'with blank lines between all lines', change: (page) => page.replace(/\n+/g, '\n\n') },
  { name: 'with every line trimmed', change: (page) => page.replace(/^[ \t]+|[ \t]+$/gm, '') },
  { name: 'with every line indented by tabs', change: (page) => page.replace(/^(?=.)/gm, '\t\t') },
  { name: 'with non-breaking spaces for spaces', change: (page) => page.replaceAll(' ', '\u00A0') },
  { name: 'with doubled spaces', change: (page) => page.replaceAll(' ', '  ') },
  { name: 'with line and paragraph separators', change: (page) => page.replaceAll('\n\n', '\u2029\u2029') },
  {
    name: 'with authors and date on one line',
    change: (page) => page.replace(FOOTER, '  • $1 · $2'),
  },
  { name: 'with no bullets', change: (page) => page.replace(FOOTER, '$1\n$2') },
  { name: 'with the date in front of the authors', change: (page) => page.replace(FOOTER, '$2\n$1') },
  { name: 'with other bullets', change: (page) => page.replace(FOOTER, '- $1\n|\n$2') },
  {
    name: 'with "Published on" in front of dates',
    change: (page) => page.replace(FOOTER, '• $1\n·\nPublished on $2'),
  },
  { name: 'wrapped to 72 letters', change: (page) => wrap(page, 72) },
  {
    name: 'wrapped to 100 letters, with Windows line ends',
    change: (page) => wrap(page, 100).replaceAll('\n', '\r\n'),
  },
  {
    name: 'with an organisation below each abstract',
    change: (page) => page.replaceAll('\n\n  • ', '\n\nHarbour Institute\n\n  • '),
  },
  {
    name: 'with the person who submitted each',
    change: (page) => eachPaper(page, (paper) => `Submitted by\nmossy-h\n\n${paper}`),
  },
  {
    name: 'with links to code and arXiv below each',
    change: (page) => eachPaper(page, (paper) => `${paper}\n\nGitHub\n3.2k\narXiv Page`),
  },
  { name: 'without its heading', change: (page) => splitPage(page).papers.join('\n\n') },
  {
    name: 'with more in its heading',
    change: (page) => `Hugging Face\n\nModels\nDatasets\nLog In\n17\n\n${page}`,
  },
  {
    name: 'with a heading of a later look',
    change: (page) =>
      page.replace(/^[^]*?(?=^[A-Z][a-z]{2} \d{1,2}\n\n)/m, 'Daily Papers\nDaily\nWeekly\nMonthly\n\n'),
  },
]

export const eachPaper = (page: string, change: (paper: string, index: number) => string): string => {
  const { head, papers } = splitPage(page)
  return joinPage(head, papers.map(change))
}
