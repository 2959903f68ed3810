import { err, ok, type Result } from '../../lib/result.ts'
import { count } from '../../lib/text.ts'
import { cslReference } from './parseCsl.ts'
import { MAX_REFERENCES, STEP_ITEMS } from './limits.ts'
import { createGathering, type ReferenceFile, type Steps } from './reference.ts'
import { asObject, asText, type Unknown } from './unknownValue.ts'
import { isZoteroExtra, zoteroCollections, zoteroReference } from './parseZotero.ts'

const NO_REFERENCES = 'This JSON holds no references: neither CSL nor a Zotero export was found in it.'

/** What only references have; a title alone has anything. */
const SIGNS = ['type', 'author', 'issued', 'DOI', 'doi', 'URL', 'container-title', 'citation-key', 'editor']

const looksLikeItem = (item: Unknown): boolean =>
  'itemType' in item ||
  'issued' in item ||
  ('title' in item ? SIGNS.some((sign) => sign in item) : 'author' in item && 'type' in item)

/** What `huggingface.co/api/daily_papers` lists. */
const isDailyPaper = (value: unknown): boolean => {
  const paper = asObject(asObject(value)?.['paper'])
  return paper !== null && asText(paper['id']) !== '' && asText(paper['title']) !== ''
}

/** Where the items are, by the shapes that programs write; `null` where there are none. */
const itemsIn = (file: unknown): readonly unknown[] | null => {
  if (Array.isArray(file)) return file
  const object = asObject(file)
  if (!object) return null
  const message = asObject(object['message'])
  for (const place of [object['items'], message?.['items'], object['references'], object['data']])
    if (Array.isArray(place)) return place
  if (message && looksLikeItem(message)) return [message]
  if (looksLikeItem(object)) return [object]
  // Items by their ids.
  const values = Object.values(object)
  return values.length > 0 && values.every((value) => looksLikeItem(asObject(value) ?? {})) ? values : null
}

/** Where JSON goes wrong, as the engine says it. */
const lineOfFault = (text: string, fault: unknown): string => {
  const place = /position (\d+)/.exec(String(fault))?.[1]
  const line = /line (\d+)/.exec(String(fault))?.[1]
  if (line !== undefined) return ` in line ${line}`
  return place === undefined ? '' : ` in line ${text.slice(0, Number(place)).split('\n').length}`
}

/** Reads CSL-JSON and what Zotero and Better BibTeX export; numbers items where others give lines. */
export function* parseReferenceJson(text: string): Steps<Result<ReferenceFile, string>> {
  let file: unknown
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (fault) {
    return err(
      `This is no proper JSON: it breaks off or goes wrong${lineOfFault(text, fault)}. Nothing was read.`,
    )
  }
  const root = asObject(file)
  if (root?.['format'] === 'carrel-export')
    return err(
      'This is Carrel’s own export for other programs. To bring everything back into Carrel open a backup, a .carrel file; to add its papers here open the papers.bib beside it.',
    )
  const items = itemsIn(file)
  if (items === null) return err(NO_REFERENCES)
  if (items.length === 0) return err('There are no papers in this file: its list is empty.')
  if (items.every(isDailyPaper))
    return err(
      `These are Hugging Face’s daily papers, and no reference file: ${count(items.length, 'paper', 'papers')}. Paste their arXiv addresses or ids to add them; nothing was changed.`,
    )
  const gathering = createGathering()
  const groups = root ? zoteroCollections(root) : new Map<string, readonly string[]>()
  let isZotero = false
  for (const [index, value] of items.entries()) {
    if (index % STEP_ITEMS === 0) yield index / items.length
    const whole = asObject(value)
    // Zotero's own interface wraps each item once more.
    const item = whole && !('title' in whole) ? (asObject(whole['data']) ?? whole) : whole
    const name = asText(item?.['citation-key']) || asText(item?.['citationKey']) || asText(item?.['id'])
    if (!item || !looksLikeItem(item))
      gathering.skip(index + 1, JSON.stringify(value)?.slice(0, 100) ?? '', 'This is no reference.')
    else if (gathering.references.length >= MAX_REFERENCES)
      gathering.skip(index + 1, name, 'It is beyond the number of references that one file may hold.')
    else if ('itemType' in item) {
      isZotero = true
      if (isZoteroExtra(item))
        gathering.skip(
          index + 1,
          asText(item['title']),
          'It is a note or an attachment by itself, and no paper.',
        )
      else gathering.keep(index + 1, name, zoteroReference(item, groups.get(asText(item['itemID'])) ?? []))
    } else gathering.keep(index + 1, name, cslReference(item))
  }
  if (gathering.references.length === 0 && items.every((item) => !looksLikeItem(asObject(item) ?? {})))
    return err(NO_REFERENCES)
  return ok(gathering.finish(isZotero ? 'Zotero' : 'CSL-JSON'))
}
