import { Link } from '@tanstack/solid-router'
import { createSignal, onMount, Show, type JSX } from 'solid-js'
import type { FirstRun } from '../../state/carrel.ts'
import { useCarrel } from '../../state/context.ts'
import { Icon } from '../../ui/Icon.tsx'

/** Who comes from elsewhere finds the way at once; everybody else has begun before they read it. */
export const FirstRunLine = (): JSX.Element => {
  const carrel = useCarrel()
  const [firstRun, setFirstRun] = createSignal<FirstRun>()
  onMount(() => void carrel.later().then((later) => setFirstRun(() => later.firstRun)))
  return (
    <Show when={firstRun()?.lasts()}>
      <div class="offer first">
        <span>Used Carrel before?</span>
        <Link class="btn" to="/backup" hash="backup-restore">
          Bring your library
        </Link>
        <button
          type="button"
          class="icon"
          aria-label="Begin anew"
          title="Begin anew"
          onClick={() => firstRun()?.end()}
        >
          <Icon name="close" small />
        </button>
      </div>
    </Show>
  )
}
