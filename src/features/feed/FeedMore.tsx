import { For, Show, type JSX } from 'solid-js'
import type { PaperSource } from '../../domain/paper.ts'
import { useCarrel } from '../../state/context.ts'
import { Icon } from '../../ui/Icon.tsx'
import { createMedia, PHONE } from '../../ui/media.ts'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import { SOURCE_WORDS } from '../../ui/sourceWords.ts'
import type { FeedSearch } from './feedSearch.ts'
import type { DayPaper } from './range.ts'
import { tagsOffered } from './tagsOffered.ts'

const RANGES = [
  { label: 'Day', range: undefined },
  { label: 'Week', range: 'week' },
  { label: 'Month', range: 'month' },
] as const

/** How many days are shown, and which of their papers. */
export const FeedMore = (props: {
  readonly search: FeedSearch
  /** Every paper of the days shown, filtered or not. */
  readonly papers: Iterable<DayPaper>
  readonly onChange: (search: FeedSearch) => void
}): JSX.Element => {
  const carrel = useCarrel()
  const phone = createMedia(PHONE)
  const rangeNow = () => (props.search.from === undefined ? props.search.range : null)
  const setRange = (range: FeedSearch['range']): void => {
    const { range: _range, from: _from, ...rest } = props.search
    props.onChange(range === undefined ? rest : { ...rest, range })
  }
  const tick = (on: boolean): JSX.Element =>
    on ? <Icon name="check" /> : <span class="tick" aria-hidden="true" />
  const filter = (
    name: 'code' | 'tag' | 'source' | 'feed',
    label: string,
    value: string | true,
  ): MenuItem => {
    const on = props.search[name] === value
    return {
      label,
      icon: tick(on),
      onSelect: () => {
        const { [name]: _before, ...rest } = props.search
        // reason: the value is the one this very field was offered with, below
        props.onChange(on ? rest : ({ ...rest, [name]: value } as FeedSearch))
      },
    }
  }
  const items = (): readonly MenuItem[] => {
    const papers = [...props.papers]
    const tags = new Map<string, number>()
    const sources = new Set<PaperSource>()
    const feeds = new Map<string, string>()
    for (const { key, day, paper } of papers) {
      for (const { id, title } of carrel.feed.from(key, day)) feeds.set(id, title)
      for (const tag of carrel.library.tagsOf(key)) tags.set(tag, (tags.get(tag) ?? 0) + 1)
      for (const source of paper.sources) sources.add(source)
    }
    // What is chosen can be let go of, also where nothing is left under it.
    if (props.search.source !== undefined) sources.add(props.search.source)
    const { feed } = props.search
    if (feed !== undefined && !feeds.has(feed)) feeds.set(feed, carrel.feed.titleOf(feed))
    return [
      ...(phone()
        ? RANGES.map(({ label, range }) => ({
            label,
            icon: tick(rangeNow() === range),
            onSelect: () => setRange(range),
          }))
        : []),
      filter('code', 'Has code', true),
      ...tagsOffered(tags, props.search.tag).map((tag) =>
        filter('tag', `Tag: ${carrel.library.tagName(tag)}`, tag),
      ),
      ...[...feeds].map(([id, title]) => filter('feed', `Feed: ${title}`, id)),
      ...[...sources].map((source) => filter('source', `Source: ${SOURCE_WORDS[source].many}`, source)),
    ]
  }
  const active = (): readonly string[] => [
    ...(phone() && rangeNow() ? [rangeNow() === 'week' ? 'Week' : 'Month'] : []),
    ...(props.search.code ? ['Code'] : []),
    ...(props.search.tag === undefined ? [] : [carrel.library.tagName(props.search.tag)]),
    ...(props.search.source === undefined ? [] : [SOURCE_WORDS[props.search.source].many]),
    ...(props.search.feed === undefined ? [] : [carrel.feed.titleOf(props.search.feed)]),
  ]
  return (
    <>
      <Show when={!phone()}>
        <div class="seg" role="group" aria-label="Range">
          <For each={RANGES}>
            {({ label, range }) => (
              <button type="button" aria-pressed={rangeNow() === range} onClick={() => setRange(range)}>
                {label}
              </button>
            )}
          </For>
        </div>
      </Show>
      <Menu
        class={active().length > 0 ? 'chip on filter' : 'chip filter'}
        label={active().length > 0 ? `Filter: ${active().join(', ')}` : 'Filter'}
        trigger={<span>{active().join(', ') || 'Filter'}</span>}
        items={items()}
      />
    </>
  )
}
