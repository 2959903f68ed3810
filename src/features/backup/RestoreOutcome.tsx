import { Link } from '@tanstack/solid-router'
import { Match, Show, Switch, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import { printLost } from './DamageTold.tsx'
import type { BackupPreview, Restored } from '../../state/backups.ts'

/** What was done, and where to go on. */
export const RestoreOutcome = (props: {
  readonly preview: BackupPreview
  readonly restored: Restored
  readonly onReload: () => void
  readonly onAgain: () => void
}): JSX.Element => {
  const fresh = (): string => {
    const { saved, notes, lists } = props.preview
    return [
      count(saved.fresh, 'saved paper', 'saved papers'),
      count(notes.fresh, 'note', 'notes'),
      count(lists.fresh, 'list', 'lists'),
    ].join(', ')
  }
  return (
    <Switch>
      <Match when={props.restored.stopped}>
        <p role="status">
          Stopped: {props.restored.done} of {props.restored.total} documents were put back and stay. Your
          library comes last, so what it says is as it was. Open the file again to go on.
        </p>
        <div class="btns">
          <button type="button" class="btn" onClick={() => props.onAgain()}>
            Open a backup again
          </button>
        </div>
      </Match>
      <Match when={true}>
        <p role="status" class="backup-done">
          {props.preview.damage ? 'What is sound in the file' : 'Everything in the file'} is on this device.
          New here: {fresh()}.
        </p>
        <Show when={props.preview.damage && printLost(props.preview.damage)}>
          {(lost) => <p class="backup-warn">Not brought back, being damaged in the file: {lost()}.</p>}
        </Show>
        <div class="btns">
          <Show
            when={props.restored.reload}
            fallback={
              <Link to="/saved" class="btn pri">
                See your saved papers
              </Link>
            }
          >
            <button type="button" class="btn pri" onClick={() => props.onReload()}>
              Open your library
            </button>
          </Show>
        </div>
      </Match>
    </Switch>
  )
}
