import { Link } from '@tanstack/solid-router'
import type { JSX } from 'solid-js'
import { EmptyState } from '../ui/EmptyState.tsx'

/** An address that leads nowhere, with the ways back. */
export const NotFound = (): JSX.Element => (
  <section class="list page" aria-label="Page not found">
    <div class="scroll">
      <h1 class="sr-only">Page not found</h1>
      <EmptyState
        title="There is nothing at this address"
        text="The link may be cut off or mistyped. Nothing of yours is lost: your papers and lists are where they were."
      >
        <Link to="/" class="btn pri">
          Go to the feed
        </Link>
        <Link to="/search" search={{ q: '' }} class="btn">
          Search
        </Link>
      </EmptyState>
    </div>
  </section>
)
