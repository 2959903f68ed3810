import { eagerPace } from '../search/eagerPace.ts'
import type { FromSearch, SearchPort, ToSearch } from '../search/messages.ts'
import { createPlainSearch } from '../search/plainSearch.ts'
import { serveSearch } from '../search/serveSearch.ts'

const page = globalThis as unknown as SearchPort<FromSearch, ToSearch> // reason: this file runs as a worker and nowhere else
serveSearch(page, createPlainSearch(eagerPace))
