import { runAct } from './acts.ts'
import type { Claim } from './claims.ts'
import type { ActId, Desk } from './desk.ts'
import { parseFields, parseId, parseText, parseTime } from './entry.ts'
import { MAX_LINK_LENGTH } from './limits.ts'

/** That a member publishes a feed of the list: everybody who adds to it is to know. */
export interface Published {
  /** For followers. */
  readonly link: string
  readonly at: number
}

/** Says in a list that `desk.by` publishes a feed of it; `link` is what followers open. */
export const sayPublished = (desk: Desk, link: string): ActId | null =>
  runAct(desk, 'publish', '', (writer) => {
    if (parseFields(writer.get('published', desk.by))?.['link'] === link) return
    writer.set('published', desk.by, JSON.stringify({ link, at: writer.at }))
  })

/** Says that `member` publishes it no longer: anybody who can write may ask for that, and the publisher heeds it. */
export const sayUnpublished = (desk: Desk, member: string): ActId | null =>
  runAct(desk, 'unpublish', '', (writer) => writer.set('published', member, null))

export const parsePublished = ({
  subject,
  value,
}: Claim): (Published & { readonly member: string }) | null => {
  const fields = parseFields(value)
  const member = parseId(subject)
  const link = parseText(fields?.['link'], MAX_LINK_LENGTH)
  if (member === null || link === null) return null
  return { member, link, at: parseTime(fields?.['at']) ?? 0 }
}
