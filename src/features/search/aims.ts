import type { useNavigate } from '@tanstack/solid-router'
import type { SavedView } from '../../doc/viewEntries.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { TagName } from '../../state/library.ts'
import type { ListSummary } from '../../state/lists.ts'

/** Somewhere to go to. */
export type Place =
  | { readonly type: 'paper'; readonly key: PaperKey }
  | { readonly type: 'list'; readonly list: ListSummary }
  | { readonly type: 'tag'; readonly tag: TagName }
  | { readonly type: 'view'; readonly view: SavedView }
  | { readonly type: 'results' }
  | { readonly type: 'join'; readonly code: string }
  | { readonly type: 'add'; readonly text: string }
  | {
      readonly type: 'go'
      readonly to: '/' | '/saved' | '/tags' | '/lists' | '/add' | '/you' | '/join' | '/security'
    }

/** Where an entry of the palette leads. */
export type Aim =
  | Place
  | { readonly type: 'for-you' }
  | { readonly type: 'new-list'; readonly title: string }
  | { readonly type: 'theme'; readonly theme: 'system' | 'light' | 'dark' }
  | { readonly type: 'shortcuts' }
  | { readonly type: 'single-keys'; readonly on: boolean }
  | { readonly type: 'undo' }
  /** What this key usually does. */
  | { readonly type: 'key'; readonly key: string }

/** Goes there; `query` is what was searched, which papers and results are shown under. */
export const goToPlace = (navigate: ReturnType<typeof useNavigate>, place: Place, query: string): void => {
  switch (place.type) {
    case 'paper':
      return void navigate({ to: '/search/paper/$key', params: { key: place.key }, search: { q: query } })
    case 'results':
      return void navigate({ to: '/search', search: { q: query } })
    case 'list':
      return void navigate({ to: '/list/$list', params: { list: place.list.id }, search: { sort: 'votes' } })
    case 'tag':
      return void navigate({ to: '/tag/$tag', params: { tag: place.tag.id } })
    case 'view': {
      const { tag, filter } = place.view
      return void (tag === null
        ? navigate({ to: '/saved', search: filter })
        : navigate({ to: '/tag/$tag', params: { tag }, search: filter }))
    }
    case 'join':
      return void navigate({ to: '/join', hash: place.code })
    case 'add':
      return void navigate({ to: '/add', search: { text: place.text } })
    case 'go':
      return void navigate({ to: place.to })
  }
}
