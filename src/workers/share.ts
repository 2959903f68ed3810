/** What other apps share into Carrel is kept here until the person has decided; src/features/add/sharedItems.ts reads it. */
const SHARED = 'carrel-shared'
const FIELDS = ['title', 'text', 'url'] as const

const to = (address: string): Response => new Response(null, { status: 303, headers: { Location: address } })

/**
 * Keeps a share and leads to the page that shows it. One that cannot be kept is shown all the same, but for its files,
 * and that is said.
 */
export const takeShare = async (request: Request): Promise<Response> => {
  let form = new FormData()
  try {
    form = await request.formData()
    const id = `${Date.now()}-${crypto.randomUUID()}`
    const cache = await caches.open(SHARED)
    // The form as it came, files and all, is what its own kind of answer holds.
    await cache.put(`/shared/${id}`, new Response(form))
    return to(`/add#shared=${id}`)
  } catch {
    const search = new URLSearchParams()
    for (const field of FIELDS) {
      const value = form.get(field)
      if (typeof value === 'string') search.set(field, value)
    }
    return to(`/add?${search.toString()}#unkept`)
  }
}
