import { MAX_TITLE_LENGTH } from '../limits.ts'
import { LONG_TEXT, type NumberedLine } from './pageEntries.ts'

export interface TitleAndAbstract {
  readonly line: number
  readonly title: string
  readonly abstract: string | null
  /** Texts in front of the title, which belong to no paper. */
  readonly before: readonly NumberedLine[]
}

interface Piece {
  readonly first: NumberedLine
  readonly lines: readonly string[]
  readonly text: string
}

const SENTENCE_END = /[.!?:;…)\]}"'”’]$/
const ADDRESS = /https?:\/\/|www\./
const MAX_ORGANISATION = 60

/** In wrapped prose a year or a number can fill a line of its own. */
const textOf = ({ read }: NumberedLine): string =>
  read.type === 'text' || read.type === 'number' ? read.text : ''

const toPiece = (lines: readonly NumberedLine[]): readonly Piece[] => {
  const [first] = lines
  if (!first) return []
  const texts = lines.map(textOf)
  return [{ first, lines: texts, text: texts.join(' ') }]
}

/** Paragraphs where blank lines part them; every line by itself where the copy lost its blank lines. */
const cutPieces = (lines: readonly NumberedLine[]): readonly Piece[] => {
  const paragraphs: NumberedLine[][] = []
  for (const line of lines) {
    const last = paragraphs.at(-1)
    if (line.apart || !last) paragraphs.push([line])
    else last.push(line)
  }
  return paragraphs.length > 1 ? paragraphs.flatMap(toPiece) : lines.flatMap((line) => toPiece([line]))
}

/** The name of a laboratory, which some pages print between abstract and authors. */
const isOrganisation = (piece: Piece, above: Piece | null): boolean =>
  piece.text.length <= MAX_ORGANISATION &&
  !SENTENCE_END.test(piece.text) &&
  !ADDRESS.test(piece.text) &&
  (above === null ||
    above.text.length >= LONG_TEXT ||
    SENTENCE_END.test(above.text) ||
    ADDRESS.test(above.text))

const isTitle = (piece: Piece | undefined): boolean =>
  piece !== undefined && piece.text.length <= LONG_TEXT && !/[.;:,]$/.test(piece.text)

const startsLow = (text: string): boolean => /^\p{Ll}/u.test(text)

/**
 * Tells title from abstract in one paper's lines by their form alone: the title comes first and is short, the abstract
 * follows and is long, an organisation may close. `heading`: other lines may stand in front, since the page begins
 * here. `null` when no line can be a title.
 */
export const findTitle = (
  lines: readonly NumberedLine[],
  place: { readonly heading: boolean; readonly cut: boolean },
): TitleAndAbstract | null => {
  let pieces = cutPieces(lines)
  const long = pieces.findIndex((piece) => piece.text.length >= LONG_TEXT)
  const opening = pieces[0]
  if (!opening) return null
  if (long === 0) {
    // A paragraph that lost the blank line below its title: the first line is the title.
    const [title = '', ...rest] = opening.lines
    const broken =
      title.length >= LONG_TEXT ||
      rest.length === 0 ||
      (place.cut && (startsLow(title) || title.endsWith('.')))
    if (broken) {
      // One line may be a very long title, when something follows that reads like its abstract.
      const second = pieces[1]
      if (!second || opening.text.length > MAX_TITLE_LENGTH || second.text.length < opening.text.length)
        return null
    } else {
      const titlePiece = { first: opening.first, lines: [title], text: title }
      pieces = [titlePiece, { first: opening.first, lines: rest, text: rest.join(' ') }, ...pieces.slice(1)]
    }
  }
  const start = titleIndex(pieces, place.heading)
  const title = pieces[start]
  if (!title || title.text.length > MAX_TITLE_LENGTH) return null
  if (place.cut && start === 0 && (startsLow(title.text) || title.text.endsWith('.'))) return null
  const body = pieces.slice(start + 1)
  const last = body.at(-1)
  const aboveLast = body.at(-2) ?? null
  if (last && isOrganisation(last, aboveLast)) body.pop()
  const abstract = body.map((piece) => piece.text).join('\n\n')
  const wrapped = body.every((piece) => piece.lines.length === 1 && piece.text.length < LONG_TEXT)
  return {
    line: title.first.line,
    title: title.text,
    abstract: abstract === '' ? null : wrapped ? abstract.replaceAll('\n\n', ' ') : abstract,
    before: pieces.slice(0, start).map((piece) => piece.first),
  }
}

/** The first piece, unless the one right above the abstract is the likelier title. */
const titleIndex = (pieces: readonly Piece[], heading: boolean): number => {
  const long = pieces.findIndex((piece) => piece.text.length >= LONG_TEXT)
  if (long <= 1) return 0
  const above = pieces[long - 1]
  if (!isTitle(above)) return 0
  const words = (pieces[0]?.text ?? '').split(' ').length
  return heading || words <= 4 ? long - 1 : 0
}
