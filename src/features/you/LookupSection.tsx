import { Link } from '@tanstack/solid-router'
import { Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { lookupsOf } from '../../state/lookups.ts'

/** Whether papers that are added by id are looked up, and what that tells whom. */
export const LookupSection = (): JSX.Element => {
  const carrel = useCarrel()
  const lookups = lookupsOf(carrel)
  const waiting = () => lookups()?.all().length ?? 0
  return (
    <section aria-labelledby="you-lookups">
      <h2 id="you-lookups">Looking papers up</h2>
      <p>
        A paper added by its arXiv id or DOI gets title, authors and abstract from arXiv, Crossref or
        DataCite. Whoever is asked hears the id and your internet address. Papers that others put on a list
        are never looked up by themselves.
      </p>
      <label class="you-check">
        <input
          type="checkbox"
          checked={lookups()?.on() ?? true}
          disabled={lookups() === null || carrel.library.newer()}
          onChange={(event) => lookups()?.setOn(event.currentTarget.checked)}
        />
        Look up titles of papers you add at arXiv and Crossref
      </label>
      <Show when={waiting() > 0}>
        <p>
          <Link to="/add" search={{}}>
            {count(waiting(), 'paper waits', 'papers wait')} to be looked up
          </Link>
        </p>
      </Show>
    </section>
  )
}
