import './library.css'
import { Outlet } from '@tanstack/solid-router'
import { createEffect, createMemo, createSignal, Show, type JSX } from 'solid-js'
import type { SavedView } from '../../doc/viewEntries.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import { parseFilter, printFilter, type PaperFilter, type PrintedFilter } from '../../domain/paperFilter.ts'
import { nextReadingState } from '../../domain/reading.ts'
import { count, printNumber } from '../../lib/text.ts'
import type { Tagging } from '../../state/library.ts'
import { useCarrel } from '../../state/context.ts'
import { lookupsOf } from '../../state/lookups.ts'
import { IdleSheet } from '../../ui/IdleSheet.tsx'
import { createListCursor } from '../../ui/listCursor.ts'
import { LookupFact } from '../../ui/LookupLine.tsx'
import { createMedia, PHONE } from '../../ui/media.ts'
import { PaperList } from '../../ui/PaperList.tsx'
import { PaperRow } from '../../ui/PaperRow.tsx'
import { useReadingOrder } from '../../ui/readingOrder.ts'
import { wantSheetPart, type SheetPart } from '../../ui/sheetFocus.ts'
import { createShortcuts } from '../../ui/shortcuts.ts'
import { createStableOrder } from '../../ui/stableOrder.ts'
import { createFiltered } from './createFiltered.ts'
import { FilterLine } from './FilterLine.tsx'
import { namePart, partsOf, shownFilter, type FilterPart } from './filterPapers.ts'
import { NothingPasses } from './NothingPasses.tsx'
import { ViewTools } from './ViewTools.tsx'

const printView = ({ tag, filter }: { readonly tag: string | null; readonly filter: PaperFilter }): string =>
  JSON.stringify([tag, [...filter.tags].sort(), [...filter.not].sort(), filter.reading, filter.text.trim()])

/** Papers of the personal library, in rows as everywhere. Rows stay where they are until the page is left. */
export const LibraryList = (props: {
  readonly title: string
  readonly keys: readonly PaperKey[]
  /** The tag whose papers these are; `null`: the saved ones. */
  readonly tag: string | null
  /** The filter as the address says it. */
  readonly search: PrintedFilter
  readonly onFilter: (filter: PrintedFilter, replace: boolean) => void
  readonly opened: PaperKey | null
  readonly hrefOf: (key: PaperKey) => string
  readonly open: (key: PaperKey) => void
  readonly empty: JSX.Element
}): JSX.Element => {
  const carrel = useCarrel()
  const phone = createMedia(PHONE)
  const lookups = lookupsOf(carrel)
  const [tagging, setTagging] = createSignal<Tagging | null>(null)
  void carrel.library.tagging().then((one) => setTagging(one))
  const filtered = createFiltered(
    carrel,
    () => props.keys,
    () => props.search,
  )
  const printed = () => printFilter(filtered.filter())
  const parts = createMemo(() => partsOf(filtered.filter()))
  const nameOf = (part: FilterPart): string => namePart(part, (id) => carrel.library.tagName(id))
  const view = createMemo(() => {
    const here = printView({ tag: props.tag, filter: filtered.filter() })
    const shown = (one: SavedView): string => {
      const filter = shownFilter(parseFilter({ ...one.filter }), (id) => carrel.library.tagId(id))
      return printView({ tag: one.tag === null ? null : carrel.library.tagId(one.tag), filter })
    }
    if (parts().length === 0) return null
    return (
      tagging()
        ?.views()
        .find((one) => shown(one) === here) ?? null
    )
  })
  const title = () => view()?.name ?? props.title
  const question = () => `${props.title} ${JSON.stringify(printed())}`
  const order = createStableOrder<PaperKey>({
    source: filtered.keys,
    question,
    exists: () => true,
  })
  useReadingOrder().publish(order.shown)
  const cursor = createListCursor({
    keys: order.shown,
    opened: () => props.opened,
    open: (key) => props.open(key),
  })
  const save = (key: PaperKey): void =>
    carrel.library.isSaved(key) ? carrel.library.unsave(key) : carrel.library.save(key)
  const withCurrent = (act: (key: PaperKey) => void) => (): unknown => {
    const key = cursor.key()
    return key === null ? false : act(key)
  }
  const openAt = (part: SheetPart): boolean => {
    const key = cursor.key()
    if (key === null) return false
    wantSheetPart(part)
    if (props.opened !== key) props.open(key)
    return true
  }
  /** From the filter into the papers, at the first one or where the cursor was. */
  const enterPapers = (): void => {
    const key = order.shown().find((one) => one === cursor.key()) ?? order.shown()[0]
    if (key === undefined) return
    cursor.put(key)
    document.querySelector<HTMLElement>(`[data-paper="${CSS.escape(key)}"]`)?.focus()
  }
  /** The button that loosened the filter goes with the page that held it: the papers take the focus. */
  const [loosened, setLoosened] = createSignal(false)
  const loosen = (filter: PaperFilter): void => {
    setLoosened(true)
    props.onFilter(printFilter(filter), false)
  }
  createEffect(() => {
    if (!loosened() || order.shown().length === 0) return
    setLoosened(false)
    requestAnimationFrame(enterPapers)
  })
  createShortcuts({
    s: withCurrent(save),
    r: withCurrent((key) => carrel.library.setReading(key, nextReadingState(carrel.library.readingOf(key)))),
    t: () => openAt('tag'),
    l: () => openAt('list'),
    n: () => openAt('note'),
    c: () => openAt('comment'),
    y: withCurrent((key) => carrel.cite([key])),
  })
  return (
    <>
      <section class="list" aria-label={title()} inert={phone() && props.opened !== null}>
        <header class="bar">
          <div class="row">
            <div class="heading">
              <h1>{title()}</h1>
              <div class="sub" role="status">
                <Show when={parts().length > 0} fallback={count(props.keys.length, 'paper', 'papers')}>
                  {printNumber(filtered.keys().length)} of {count(props.keys.length, 'paper', 'papers')}
                  {view() ? ` in ${props.title}` : ''}
                </Show>
              </div>
            </div>
          </div>
          <Show when={props.keys.length > 0 || parts().length > 0} fallback={<div class="chips none" />}>
            <FilterLine
              filter={filtered.filter()}
              onChange={(filter, typing) => props.onFilter(printFilter(filter), typing)}
              onLeave={enterPapers}
            >
              <Show when={parts().length > 0 && tagging()}>
                {(one) => (
                  <ViewTools
                    tagging={one()}
                    view={view()}
                    tag={props.tag}
                    filter={filtered.filter()}
                    suggestion={parts().map(nameOf).join(', ')}
                  />
                )}
              </Show>
            </FilterLine>
          </Show>
        </header>
        <Show when={order.waiting() > 0}>
          <button type="button" class="news" onClick={() => order.refresh()}>
            {count(order.waiting(), 'new paper', 'new papers')}
          </button>
        </Show>
        <PaperList
          keys={order.shown()}
          cursor={cursor}
          label={props.title}
          subject={question()}
          choice={carrel}
          row={(key, current) => (
            <PaperRow
              paperKey={key}
              paper={carrel.paper(key)}
              href={props.hrefOf(key)}
              onOpen={() => props.open(key)}
              facts={<LookupFact words={lookups()?.of(key)?.words} />}
              tags={carrel.library.tagsOf(key).map((tag) => carrel.library.tagName(tag))}
              saved={carrel.library.isSaved(key)}
              reading={carrel.library.readingOf(key)}
              noted={carrel.library.hasNote(key)}
              current={current()}
              onSave={() => save(key)}
            />
          )}
          after={
            <Show when={order.shown().length === 0}>
              <Show when={parts().length > 0 && props.keys.length > 0} fallback={props.empty}>
                <NothingPasses
                  parts={parts()}
                  nameOf={nameOf}
                  countFor={filtered.countFor}
                  onChange={loosen}
                />
              </Show>
            </Show>
          }
        />
      </section>
      <Show when={props.opened === null}>
        <IdleSheet />
      </Show>
      <Outlet />
    </>
  )
}
