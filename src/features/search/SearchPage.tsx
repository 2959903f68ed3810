import { getRouteApi, Link, Outlet, useNavigate, useParams } from '@tanstack/solid-router'
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { MAX_QUERY_LENGTH } from '../../domain/limits.ts'
import { parsePaperKey, type PaperKey } from '../../domain/paperKey.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { IdleSheet } from '../../ui/IdleSheet.tsx'
import { createListCursor } from '../../ui/listCursor.ts'
import { createMedia, PHONE } from '../../ui/media.ts'
import { PaperList } from '../../ui/PaperList.tsx'
import { useReadingOrder } from '../../ui/readingOrder.ts'
import { createShortcuts } from '../../ui/shortcuts.ts'
import { createFinder, createPaperSearch } from './createFinder.ts'
import { MAX_RESULTS } from './limits.ts'
import { PaletteIcon } from './PaletteIcon.tsx'
import { SearchPlaces } from './SearchPlaces.tsx'
import { SearchRow } from './SearchRow.tsx'
import './search.css'

const route = getRouteApi('/search')
/** The address follows the typing at this distance, so that the history is not written letter by letter. */
const ADDRESS_MS = 300

/** Papers on this device by words, as one types; the address keeps the question. */
export const SearchPage = (): JSX.Element => {
  const carrel = useCarrel()
  const search = route.useSearch()
  const params = useParams({ strict: false })
  const navigate = useNavigate()
  const phone = createMedia(PHONE)

  const [query, setQuery] = createSignal(search().q)
  let written = search().q
  let clock: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(clock))
  const opened = createMemo<PaperKey | null>(() => parsePaperKey(String(params().key ?? '')))
  const write = (text: string): void => {
    clearTimeout(clock)
    if (text === written) return
    written = text
    const key = opened()
    void (key === null
      ? navigate({ to: '/search', search: { q: text }, replace: true })
      : navigate({ to: '/search/paper/$key', params: { key }, search: { q: text }, replace: true }))
  }
  const type = (text: string): void => {
    setQuery(text)
    clearTimeout(clock)
    clock = setTimeout(() => write(text), ADDRESS_MS)
  }
  // Back, forward and the palette change the address: the field follows it.
  createEffect(
    on(
      () => search().q,
      (q) => {
        if (q === written) return
        written = q
        setQuery(q)
      },
      { defer: true },
    ),
  )

  const papers = createPaperSearch(carrel)
  const finder = createFinder(papers, query, MAX_RESULTS)
  const keys = () => finder.keys()
  useReadingOrder().publish(finder.keys)
  const open = (key: PaperKey): void =>
    void navigate({
      to: '/search/paper/$key',
      params: { key },
      search: { q: query() },
      replace: opened() !== null,
    })
  const cursor = createListCursor({ keys: finder.keys, opened, open })
  const [field, setField] = createSignal<HTMLInputElement>()
  createShortcuts({
    '/': () => field()?.select(),
    s: () => {
      const key = cursor.key()
      if (key === null) return false
      return carrel.library.isSaved(key) ? carrel.library.unsave(key) : carrel.library.save(key)
    },
    y: () => {
      const key = cursor.key()
      return key === null ? false : carrel.cite([key])
    },
  })
  onMount(() => {
    // On a phone the keyboard would cover the page; there one touch asks for it.
    if (opened() === null && !matchMedia('(pointer: coarse)').matches) field()?.select()
  })
  const onArrow = (event: KeyboardEvent): void => {
    const direction = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
    if (direction === null || event.isComposing) return
    event.preventDefault()
    const atTop = direction === -1 && cursor.key() === keys()[0]
    if (event.target === field()) {
      const first = keys()[0]
      if (direction === 1 && first !== undefined) {
        cursor.put(first)
        document.querySelector<HTMLElement>(`[data-paper="${CSS.escape(first)}"]`)?.focus()
      }
    } else if (atTop) field()?.focus()
    else cursor.move(direction)
  }

  const asked = () => finder.answered().trim() !== ''
  const row = (key: PaperKey, current: () => boolean): JSX.Element => (
    <SearchRow
      paperKey={key}
      query={finder.answered()}
      words={finder.found().words}
      current={current()}
      onOpen={() => open(key)}
    />
  )
  return (
    <>
      <section
        class="list search-page"
        aria-label="Search"
        inert={phone() && opened() !== null}
        onKeyDown={onArrow}
      >
        <header class="bar">
          <div class="row">
            <div>
              <h1>Search</h1>
              <div class="sub" role="status">
                <Show
                  when={asked()}
                  fallback={`${count(papers()?.size() ?? 0, 'paper', 'papers')} on this device`}
                >
                  {count(finder.found().total, 'paper', 'papers')}
                  <Show when={finder.found().total > keys().length}>, the best {keys().length} shown</Show>
                </Show>
              </div>
            </div>
          </div>
          <form
            class="search-field"
            role="search"
            onSubmit={(event) => {
              event.preventDefault()
              write(query())
            }}
          >
            <PaletteIcon name="search" />
            <input
              ref={setField}
              type="search"
              aria-label="Words of a title, abstract, author, tag or id"
              placeholder="Title, abstract, author, tag or id"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              enterkeyhint="search"
              maxlength={MAX_QUERY_LENGTH}
              value={query()}
              onInput={(event) => type(event.currentTarget.value)}
              onKeyDown={(event) => {
                // The browser's own Escape empties the field; from an empty one it leads back to the other keys.
                if (event.key === 'Escape' && query() === '') event.currentTarget.blur()
              }}
            />
            <Show when={query() !== ''}>
              <button
                type="button"
                class="icon"
                aria-label="Clear"
                onClick={() => {
                  setQuery('')
                  write('')
                  field()?.focus()
                }}
              >
                <PaletteIcon name="close" />
              </button>
            </Show>
          </form>
        </header>
        <PaperList
          keys={keys()}
          row={row}
          cursor={cursor}
          label="Found papers"
          subject={finder.answered()}
          before={<SearchPlaces query={finder.answered()} found={finder.found()} />}
          after={
            <Show when={keys().length === 0}>
              <Show
                when={asked()}
                fallback={
                  <EmptyState
                    title="Find a paper again"
                    text="Type a few words: of its title or abstract, an author’s name, one of your tags, or its arXiv id. Everything on this device is searched, with or without a network."
                  />
                }
              >
                <EmptyState
                  title="No paper has all these words"
                  text={`“${finder.answered().trim()}” stands in no paper on this device. Fewer words find more.`}
                >
                  <Link to="/add" search={{}} class="btn">
                    Add papers
                  </Link>
                </EmptyState>
              </Show>
            </Show>
          }
        />
      </section>
      <Show when={opened() === null}>
        <IdleSheet />
      </Show>
      <Outlet />
    </>
  )
}
