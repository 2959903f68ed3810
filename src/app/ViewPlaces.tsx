import { Link } from '@tanstack/solid-router'
import ListFilter from 'lucide-solid/icons/list-filter'
import { For, type JSX } from 'solid-js'
import { createViews } from './createViews.ts'

/** The views on the page of everything there is to go to, for phones above all. */
export const ViewPlaces = (): JSX.Element => {
  const { views } = createViews()
  return (
    <For each={views()}>
      {(view) => (
        <li>
          <Link
            class="place"
            to={view.tag === null ? '/saved' : '/tag/$tag'}
            params={view.tag === null ? {} : { tag: view.tag }}
            search={view.filter}
          >
            <ListFilter class="i" aria-hidden="true" />
            <span class="name">{view.name}</span>
            <span class="n">view</span>
          </Link>
        </li>
      )}
    </For>
  )
}
