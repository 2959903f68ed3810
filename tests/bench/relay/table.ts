/** Rows under a heading, each column as wide as its widest cell; the first column left, the others right. */
export const printTable = (
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void => {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const print = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   ')
  console.log(`\n${title}`)
  for (const row of [head, ...rows]) console.log(`  ${print(row)}`)
}

const thousands = (value: number): string => Math.round(value).toLocaleString('en')

export const fixed = (value: number, digits: number): string =>
  Number.isFinite(value) ? value.toFixed(digits) : '–'
export const count = (value: number | null): string =>
  value === null || !Number.isFinite(value) ? '–' : thousands(value)
export const mebibytes = (bytes: number): string => `${fixed(bytes / 2 ** 20, 1)} MiB`
export const kibibytes = (bytes: number): string => `${fixed(bytes / 1_024, 1)} KiB`
/** A figure beside its aim: `*` where it is missed. */
export const against = (text: string, value: number, aim: number): string =>
  value > aim ? `${text} *` : text
