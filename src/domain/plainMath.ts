import { LOWERED, RAISED, SYMBOLS } from './latexSymbols.ts'

const shifted = (text: string, letters: ReadonlyMap<string, string>): string | null => {
  const all = [...text].map((letter) => letters.get(letter))
  return all.every((letter) => letter !== undefined) ? all.join('') : null
}

/**
 * A formula as a line of characters, as good as that goes: for labels, and for the moment before it is typeset.
 * Shows no backslash and no brace.
 */
export const plainMath = (tex: string): string =>
  tex
    .replace(/\\(?:left|right|big|Big|bigg|Bigg|displaystyle|limits|nolimits|quad|qquad)(?![A-Za-z])/g, ' ')
    .replace(/\\[td]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '$1/$2')
    .replace(/\\([A-Za-z]+)/g, (_match, name: string) => {
      const symbol = SYMBOLS.get(name)
      // Styles (\mathcal, \text …) say how, not what.
      return symbol ?? ''
    })
    .replace(/\\([%$&#_{}|])/g, '$1')
    .replace(/\\./g, ' ')
    .replace(/\^\{?([^{}^_\s]+?)\}?(?![^{}\s]*\})/g, (match, text: string) => {
      const one = match.startsWith('^{') ? text : ([...text][0] ?? '')
      const others = match.startsWith('^{') ? '' : text.slice(one.length)
      const up = shifted(one, RAISED)
      return up === null ? `^${one}${others}` : `${up}${others}`
    })
    .replace(/_\{?([^{}^_\s]+?)\}?(?![^{}\s]*\})/g, (match, text: string) => {
      const one = match.startsWith('_{') ? text : ([...text][0] ?? '')
      const others = match.startsWith('_{') ? '' : text.slice(one.length)
      const down = shifted(one, LOWERED)
      return down === null ? `_${one}${others}` : `${down}${others}`
    })
    .replace(/[{}\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
