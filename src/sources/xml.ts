import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { MAX_ANSWER_LENGTH, MAX_XML_DEPTH } from './limits.ts'

/** Where the tag that begins at `from` ends: at the first `>` that stands in no attribute's value; `-1` where it does not. */
const endOfTag = (text: string, from: number): number => {
  for (let at = from; at < text.length; at++) {
    const letter = text[at]
    if (letter === '>') return at
    if (letter === '"' || letter === "'") {
      at = text.indexOf(letter, at + 1)
      if (at < 0) return -1
    }
  }
  return -1
}

/** What may hold any letters: from its beginning to its end. */
const OPAQUE: readonly (readonly [open: string, close: string])[] = [
  ['<![CDATA[', ']]>'],
  ['<!--', '-->'],
  ['<?', '?>'],
]

/** Whether elements stand deeper in one another than anything read here; the parser calls itself for each. */
const isDeep = (text: string): boolean => {
  let depth = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const opaque = OPAQUE.find(([open]) => text.startsWith(open, at))
    const end = opaque ? text.indexOf(opaque[1], at) : endOfTag(text, at)
    if (end < 0) return false
    if (!opaque) {
      if (text[at + 1] === '/') depth--
      else if (text[end - 1] !== '/') depth++
      if (depth > MAX_XML_DEPTH) return true
    }
    at = end + 1
  }
  return false
}

/**
 * The root of an XML document from outside; `null` for what is none. One that declares anything of its own (entities
 * that stand for one another are how a small file becomes a huge one), is too long or too deep is none either.
 */
export const parseXmlRoot = (text: string): XmlElement | null => {
  if (text.length > MAX_ANSWER_LENGTH || /<!(?:DOCTYPE|ENTITY)/i.test(text) || isDeep(text)) return null
  try {
    return parseXml(text).root
  } catch {
    return null
  }
}

/** The elements called `name` right under `parent`, as the document names them, prefix and all. */
export const childrenOf = (parent: XmlElement, name: string): readonly XmlElement[] =>
  parent.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name)

/** The text of the first of them. */
export const textUnder = (parent: XmlElement, name: string): string | undefined =>
  childrenOf(parent, name)[0]?.text
