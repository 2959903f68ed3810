/** Where src/workers/share.ts keeps what other apps share, until the person has decided. */
const SHARED = 'carrel-shared'
const PLACE = '/shared/'
/** Each of them gets a row on the screen; the others come when these are gone. */
const MAX_SHOWN = 20

export interface SharedItem {
  readonly id: string
  /** When it was shared, in ms. */
  readonly at: number
  readonly title?: string
  readonly text?: string
  readonly url?: string
  readonly files: readonly File[]
}

const textOf = (form: FormData, name: string): Readonly<Record<string, string>> => {
  const value = form.get(name)
  return typeof value === 'string' && value.trim() !== '' ? { [name]: value } : {}
}

const idOf = (address: string): string => new URL(address).pathname.slice(PLACE.length)

const readItem = async (id: string, kept: Response): Promise<SharedItem> => {
  const form = await kept.formData()
  return {
    id,
    at: Number(id.split('-')[0]) || 0,
    ...textOf(form, 'title'),
    ...textOf(form, 'text'),
    ...textOf(form, 'url'),
    // A field that nothing was put into comes as a file without a name.
    files: form
      .getAll('files')
      .filter((file) => file instanceof File)
      .filter(({ name, size }) => name !== '' || size > 0),
  }
}

/** What was shared and not decided on yet, newest first; nothing where this browser keeps no caches. */
export const readSharedItems = async (): Promise<readonly SharedItem[]> => {
  try {
    if (!(await caches.has(SHARED))) return []
    const cache = await caches.open(SHARED)
    const items: SharedItem[] = []
    for (const request of [...(await cache.keys())].reverse().slice(0, MAX_SHOWN)) {
      const kept = await cache.match(request)
      // One that cannot be read is left where it is: a later version may.
      const item = kept && (await readItem(idOf(request.url), kept).catch(() => null))
      if (item) items.push(item)
    }
    return items
  } catch {
    return []
  }
}

/** The person has decided. */
export const forgetSharedItem = async (id: string): Promise<void> => {
  await (await caches.open(SHARED)).delete(`${PLACE}${id}`)
}
