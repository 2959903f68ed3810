/**
 * One line of the log, as `2026-03-01T08:00:00Z source-failed host=huggingface.co detail="no answer"`. Facts are small
 * values; nothing of a document and no address of a person may be among them.
 */
export const printLogLine = (at: number, event: string, facts: object): string =>
  [
    `${new Date(at).toISOString().slice(0, 19)}Z`,
    event,
    ...Object.entries(facts).map(([name, value]) => {
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
      return `${name}=${/^[\w.,:/[\]-]+$/.test(text) ? text : JSON.stringify(text)}`
    }),
  ].join(' ')
