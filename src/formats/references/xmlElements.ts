import { XmlCdata, XmlElement, XmlText, type XmlNode } from '@rgrove/parse-xml'
import { stripMarkup } from '../../domain/markupText.ts'
import { MAX_VALUE } from './limits.ts'

export const isElement = (node: XmlNode): node is XmlElement => node instanceof XmlElement
export const nameOf = (element: XmlElement): string => element.name.toLowerCase().replace(/_/g, '-')
export const within = (element: XmlElement | null, name: string): readonly XmlElement[] =>
  element ? element.children.filter(isElement).filter((child) => nameOf(child) === name) : []

/** `sub` or `sup` of small print, as PubMed and EndNote mark it. */
const shiftOf = (element: XmlElement): string | null => {
  const name = nameOf(element)
  if (name === 'sub' || name === 'sup') return name
  return name === 'style'
    ? (/^su[bp](?=(?:er)?script)/.exec(element.attributes['face'] ?? '')?.[0] ?? null)
    : null
}

/** Text of an element, runs of styles joined. The depth is bounded before anything is parsed. */
export const textOf = (element: XmlElement | undefined): string => {
  let text = ''
  const visit = (node: XmlNode): void => {
    if (text.length > MAX_VALUE) return
    if (node instanceof XmlText || node instanceof XmlCdata) text += node.text
    else if (isElement(node)) {
      const shift = shiftOf(node)
      if (shift) text += `<${shift}>`
      node.children.forEach(visit)
      if (shift) text += `</${shift}>`
    }
  }
  if (element) visit(element)
  // Some programs escape what is markup already.
  return stripMarkup(text).trim()
}

/** All that is reached by these names, one inside the other. */
export const reach = (from: XmlElement, ...path: readonly string[]): readonly XmlElement[] =>
  path.reduce<readonly XmlElement[]>((found, name) => found.flatMap((one) => within(one, name)), [from])

export const first = (from: XmlElement, ...paths: readonly string[]): string => {
  for (const path of paths) {
    const found = reach(from, ...path.split(' '))
      .map(textOf)
      .find((text) => text !== '')
    if (found !== undefined) return found
  }
  return ''
}
export const all = (from: XmlElement, path: string): readonly string[] =>
  reach(from, ...path.split(' ')).map(textOf)
