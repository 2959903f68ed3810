/** Middle of an odd number of values, mean of the two middle ones otherwise; NaN for none. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

const milliseconds = (value: number): string => `${value.toFixed(1)} ms`

/** One line of a table: what was measured, its median and how far the rounds lay apart. */
export const line = (name: string, values: readonly number[]): string =>
  `  ${name.padEnd(46)} ${milliseconds(median(values)).padStart(10)}   (${milliseconds(Math.min(...values))} to ${milliseconds(Math.max(...values))}, ${values.length} rounds)`
