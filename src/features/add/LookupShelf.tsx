import { Link } from '@tanstack/solid-router'
import { For, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { lookupsOf } from '../../state/lookups.ts'
import { LookupLine } from '../../ui/LookupLine.tsx'

/** Each has two buttons; the others come when these are gone. */
const MAX_SHOWN = 50

/** Papers that wait to be looked up, but for those that are shown above. */
export const LookupShelf = (props: { readonly except: ReadonlySet<PaperKey> }): JSX.Element => {
  const carrel = useCarrel()
  const lookups = lookupsOf(carrel)
  const rows = () =>
    lookups()
      ?.all()
      .filter(({ key }) => !props.except.has(key)) ?? []
  const keys = () =>
    rows()
      .slice(0, MAX_SHOWN)
      .map(({ key }) => key)
  const waiting = () => rows().filter(({ type }) => type !== 'unknown').length
  const title = () => {
    const unknown = rows().length - waiting()
    if (waiting() === 0) return count(unknown, 'paper is not known', 'papers are not known')
    const first = count(waiting(), 'paper waits to be looked up', 'papers wait to be looked up')
    return unknown === 0 ? first : `${first}, ${count(unknown, 'is not known', 'are not known')}`
  }
  return (
    <Show when={rows().length > 0}>
      <section class="add-lookups" aria-labelledby="add-lookups">
        <h2 id="add-lookups">{title()}</h2>
        <ul>
          <For each={keys()}>
            {(key) => (
              <Show when={lookups()?.of(key)}>
                {(one) => (
                  <li>
                    <Link to="/search/paper/$key" params={{ key }} search={{ q: '' }}>
                      {one().label}
                    </Link>
                    <LookupLine
                      type={one().type}
                      words={one().words}
                      about={one().label}
                      onAgain={() => lookups()?.look({ key })}
                      onGiveUp={() => lookups()?.giveUp(key)}
                    />
                  </li>
                )}
              </Show>
            )}
          </For>
        </ul>
        <Show when={rows().length > MAX_SHOWN}>
          <p class="hint">and {rows().length - MAX_SHOWN} more</p>
        </Show>
      </section>
    </Show>
  )
}
