import type { FromSearch, SearchPort, ToSearch } from './messages.ts'
import type { PaperSearch } from './paperSearch.ts'

/** Answers on `port` what is asked there, from `search`. */
export const serveSearch = (port: SearchPort<FromSearch, ToSearch>, search: PaperSearch): void => {
  const asked = new Map<number, AbortController>()
  const answer = async (id: number, query: string, limit: number): Promise<void> => {
    const question = new AbortController()
    asked.set(id, question)
    const found = await search.find(query, limit, question.signal)
    asked.delete(id)
    if (!question.signal.aborted) port.postMessage({ type: 'found', id, found })
  }
  port.addEventListener('message', ({ data }) => {
    switch (data.type) {
      case 'put':
        return search.put(data.papers)
      case 'drop':
        return search.drop(data.keys)
      case 'find':
        return void answer(data.id, data.query, data.limit)
      case 'leave':
        return asked.get(data.id)?.abort()
    }
  })
  port.postMessage({ type: 'hello' })
}
