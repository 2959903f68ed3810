import { For, type JSX } from 'solid-js'
import { parseFilter, type PaperFilter } from '../../domain/paperFilter.ts'
import { count } from '../../lib/text.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import type { FilterPart } from './filterPapers.ts'

/** So many ways out are read. */
const MAX_WAYS = 4

/** In place of papers, where a filter lets none through: what to loosen, and how many that would show. */
export const NothingPasses = (props: {
  readonly parts: readonly FilterPart[]
  readonly nameOf: (part: FilterPart) => string
  readonly countFor: (filter: PaperFilter) => number
  readonly onChange: (filter: PaperFilter) => void
}): JSX.Element => {
  const ways = () =>
    props.parts
      .map((part) => ({ part, papers: props.countFor(part.without) }))
      .filter(({ papers }) => papers > 0)
      .sort((a, b) => b.papers - a.papers)
      .slice(0, MAX_WAYS)
  return (
    <EmptyState
      title="No paper passes this filter"
      text={
        ways().length > 0
          ? 'Let go of one thing it asks for, and there are papers again.'
          : 'It asks for several things that no paper has. Clear it, and begin again.'
      }
    >
      <For each={ways()}>
        {({ part, papers }) => (
          <button type="button" class="btn loosen" onClick={() => props.onChange(part.without)}>
            <span class="name">Drop {props.nameOf(part)}</span>
            <span class="hint">{count(papers, 'paper', 'papers')}</span>
          </button>
        )}
      </For>
      <button type="button" class="btn" onClick={() => props.onChange(parseFilter({}))}>
        Clear the filter
      </button>
    </EmptyState>
  )
}
