/** As sharedItems.ts reads them. A file of its own: it is needed where the page is not. */
const SHARED = 'carrel-shared'
const PLACE = '/shared/'

/** Keeps files that another app opened with Carrel, as if they had been shared; answers the id, or null where it could not. */
export const keepOpenedFiles = async (files: readonly File[]): Promise<string | null> => {
  try {
    const form = new FormData()
    for (const file of files) form.append('files', file)
    const id = `${Date.now()}-${crypto.randomUUID()}`
    await (await caches.open(SHARED)).put(`${PLACE}${id}`, new Response(form))
    return id
  } catch {
    return null
  }
}
