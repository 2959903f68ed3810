import { Outlet } from '@tanstack/solid-router'
import { Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { nextReadingState } from '../../domain/reading.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { IdleSheet } from '../../ui/IdleSheet.tsx'
import { createListCursor } from '../../ui/listCursor.ts'
import { createMedia, PHONE } from '../../ui/media.ts'
import { PaperList } from '../../ui/PaperList.tsx'
import { PaperRow } from '../../ui/PaperRow.tsx'
import { useReadingOrder } from '../../ui/readingOrder.ts'
import { wantSheetPart, type SheetPart } from '../../ui/sheetFocus.ts'
import { createShortcuts } from '../../ui/shortcuts.ts'
import { createStableOrder } from '../../ui/stableOrder.ts'

/** Papers of the personal library, in rows as everywhere. Rows stay where they are until the page is left. */
export const LibraryList = (props: {
  readonly title: string
  readonly keys: readonly PaperKey[]
  readonly opened: PaperKey | null
  readonly hrefOf: (key: PaperKey) => string
  readonly open: (key: PaperKey) => void
  readonly empty: JSX.Element
}): JSX.Element => {
  const carrel = useCarrel()
  const phone = createMedia(PHONE)
  const order = createStableOrder<PaperKey>({
    source: () => props.keys,
    question: () => props.title,
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
      <section class="list" aria-label={props.title} inert={phone() && props.opened !== null}>
        <header class="bar">
          <div class="row">
            <div class="heading">
              <h1>{props.title}</h1>
              <div class="sub">{count(props.keys.length, 'paper', 'papers')}</div>
            </div>
          </div>
          <div class="chips none" />
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
          subject={props.title}
          choice={carrel}
          row={(key, current) => (
            <PaperRow
              paperKey={key}
              paper={carrel.paper(key)}
              href={props.hrefOf(key)}
              onOpen={() => props.open(key)}
              tags={carrel.library.tagsOf(key).map((tag) => carrel.library.tagName(tag))}
              saved={carrel.library.isSaved(key)}
              reading={carrel.library.readingOf(key)}
              noted={carrel.library.hasNote(key)}
              current={current()}
              onSave={() => save(key)}
            />
          )}
          after={<Show when={order.shown().length === 0}>{props.empty}</Show>}
        />
      </section>
      <Show when={props.opened === null}>
        <IdleSheet />
      </Show>
      <Outlet />
    </>
  )
}
