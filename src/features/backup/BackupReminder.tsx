import { Link } from '@tanstack/solid-router'
import { createSignal, onCleanup, Show, type JSX } from 'solid-js'
import type { Backups } from '../../state/backups.ts'
import { useCarrel } from '../../state/context.ts'
import { Icon } from '../../ui/Icon.tsx'

/** Long after a start, which has better things to do. */
const CARE_MS = 8_000
const HOUR_MS = 3_600_000

/** Sees to daily backups, and says where the only copy is one that a browser may forget, or where one was not written. */
export const BackupReminder = (): JSX.Element => {
  const carrel = useCarrel()
  const [backups, setBackups] = createSignal<Backups>()
  const care = async (): Promise<void> => {
    const known = await (await carrel.later()).backups()
    setBackups(known)
    await known.daily.check()
  }
  const clock = setTimeout(() => void care(), CARE_MS)
  const again = setInterval(() => void care(), HOUR_MS)
  onCleanup(() => {
    clearTimeout(clock)
    clearInterval(again)
  })
  const daily = () => {
    const state = backups()?.daily.state()
    return state?.type === 'on' ? state : null
  }
  return (
    <>
      <Show when={daily()?.fault}>
        {(sentence) => (
          <div class="offer" role="status">
            <span>{sentence()}</span>
            <Link class="btn" to="/backup">
              Look
            </Link>
          </div>
        )}
      </Show>
      <Show when={daily()?.asks}>
        <div class="offer" role="status">
          <span>The daily backup waits: the browser wants to be asked again.</span>
          <button type="button" class="btn" onClick={() => void backups()?.daily.allow()}>
            Allow
          </button>
        </div>
      </Show>
      <Show when={daily() === null && backups()?.endangered()}>
        <div class="offer" role="status">
          <span>
            What you have here is in this browser only, and a browser may forget it. A backup keeps it.
          </span>
          <Link class="btn" to="/backup">
            Save one
          </Link>
          <button
            type="button"
            class="icon"
            aria-label="Not now"
            title="Not now"
            onClick={() => void backups()?.putOff()}
          >
            <Icon name="close" small />
          </button>
        </div>
      </Show>
    </>
  )
}
