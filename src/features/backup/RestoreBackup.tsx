import { Link } from '@tanstack/solid-router'
import { createEffect, createSignal, Match, onCleanup, Show, Switch, type JSX } from 'solid-js'
import type { BackupPreview, Backups, FoundBackup, OpeningFault, Restored } from '../../state/backups.ts'
import { announce } from '../../ui/announce.ts'
import { TextField } from '../../ui/TextField.tsx'
import { BackupFacts } from './BackupFacts.tsx'
import { downloadFile } from './downloadFile.ts'
import { takeOpenedBackup } from './openedBackup.ts'
import { RestoreOutcome } from './RestoreOutcome.tsx'

const MAX_LENGTH = 500

type Step =
  | {
      readonly type: 'resting'
      readonly fault: string | null
      readonly readable: OpeningFault['readable'] | null
    }
  | { readonly type: 'reading' }
  | { readonly type: 'locked'; readonly found: FoundBackup; readonly fault: string | null }
  | { readonly type: 'asking'; readonly preview: BackupPreview }
  | { readonly type: 'running'; readonly done: number; readonly total: number }
  | { readonly type: 'over'; readonly preview: BackupPreview; readonly restored: Restored }

const resting = (fault: string | null): Step => ({ type: 'resting', fault, readable: null })
const RESTING = resting(null)

/** From a file back into this device. What is in the file is shown before anything is written. */
export const RestoreBackup = (props: { readonly backups: Backups }): JSX.Element => {
  const [step, setStep] = createSignal<Step>(RESTING)
  const [name, setName] = createSignal('')
  const [passphrase, setPassphrase] = createSignal('')
  const [dragging, setDragging] = createSignal(false)
  const [stopping, setStopping] = createSignal(false)
  let stop: AbortController | null = null
  const [chooser, setChooser] = createSignal<HTMLInputElement>()
  const [heading, setHeading] = createSignal<HTMLHeadingElement>()
  // What was begun goes on: leaving the page is not stopping.
  onCleanup(() => setPassphrase(''))

  const at = <T extends Step['type']>(type: T): Extract<Step, { type: T }> | null => {
    const now = step()
    // reason: what was compared is the very field that tells the kinds apart
    return now.type === type ? (now as Extract<Step, { type: T }>) : null
  }
  const enter = (next: Step): void => {
    setStep(next)
    const target = heading()
    queueMicrotask(() => target?.focus())
  }
  const open = async (found: FoundBackup, given: string | null): Promise<void> => {
    setStep({ type: 'reading' })
    const opened = await found.open(given)
    if (opened.ok) {
      setPassphrase('')
      enter({ type: 'asking', preview: opened.value })
    } else if (opened.error.wrongPassphrase) setStep({ type: 'locked', found, fault: opened.error.sentence })
    else setStep({ ...opened.error, type: 'resting', fault: opened.error.sentence })
  }
  const take = async (file: File): Promise<void> => {
    setName(file.name)
    setStep({ type: 'reading' })
    const found = await props.backups.read(file)
    if (!found.ok) setStep(resting(found.error))
    else if (found.value.sealed) setStep({ type: 'locked', found: found.value, fault: null })
    else await open(found.value, null)
  }
  createEffect(() => {
    const file = takeOpenedBackup()
    if (file) void take(file)
  })
  const takeFiles = (files: Iterable<File>): void => {
    const [first, ...others] = [...files]
    if (others.length > 0) setStep(resting('One file at a time, please: none was read.'))
    else if (first) void take(first)
  }
  const restore = async (preview: BackupPreview): Promise<void> => {
    stop = new AbortController()
    setStopping(false)
    setStep({ type: 'running', done: 0, total: 1 })
    const restored = await preview.restore(
      (done, total) => setStep({ type: 'running', done, total }),
      stop.signal,
    )
    if (!restored.ok) return void setStep(resting(restored.error))
    announce(
      restored.value.stopped ? 'Stopped' : preview.damage ? 'What is sound is back' : 'Everything is back',
    )
    enter({ type: 'over', preview, restored: restored.value })
  }

  return (
    <section
      aria-labelledby="backup-restore"
      class="backup-drop"
      classList={{ over: dragging() }}
      onDragOver={(event) => {
        event.preventDefault()
        setDragging(true)
      }}
      onDragLeave={() => setDragging(false)}
      onDrop={(event) => {
        event.preventDefault()
        setDragging(false)
        if (event.dataTransfer && step().type !== 'running') takeFiles(event.dataTransfer.files)
      }}
    >
      <h2 id="backup-restore" ref={setHeading} tabindex="-1">
        Restore from a backup
      </h2>
      <Switch>
        <Match when={at('resting')}>
          {(resting) => (
            <>
              <p>
                Open a file that ends in “.carrel”, or drop it here. You see what is in it before anything is
                written. What this device holds already stays: the two are put together. Where another device
                with your library is at hand, <Link to="/link/new">link this one to it</Link> instead.
              </p>
              <div role="alert">
                {resting().fault === null ? null : <p class="backup-warn">{resting().fault}</p>}
              </div>
              <div class="btns">
                <button type="button" class="btn" onClick={() => chooser()?.click()}>
                  Open a backup…
                </button>
                <Show when={resting().readable?.()}>
                  {(readable) => (
                    <button type="button" class="btn" onClick={() => void readable().then(downloadFile)}>
                      Save what can be read
                    </button>
                  )}
                </Show>
                <input
                  ref={setChooser}
                  type="file"
                  hidden
                  aria-label="Backup file"
                  accept=".carrel,application/octet-stream"
                  onChange={(event) => {
                    takeFiles(event.currentTarget.files ?? [])
                    // The same file again is a change again.
                    event.currentTarget.value = ''
                  }}
                />
              </div>
            </>
          )}
        </Match>
        <Match when={at('reading')}>
          <p role="status">Reading {name()}…</p>
        </Match>
        <Match when={at('locked')}>
          {(locked) => (
            <form
              novalidate
              class="backup-form"
              onSubmit={(event) => {
                event.preventDefault()
                void open(locked().found, passphrase())
              }}
            >
              <TextField
                label={`Passphrase of ${name()}`}
                value={passphrase()}
                maxLength={MAX_LENGTH}
                onInput={setPassphrase}
                error={locked().fault}
                focused
              />
              <div class="btns">
                <button type="submit" class="btn pri">
                  Open it
                </button>
                <button type="button" class="btn" onClick={() => setStep(RESTING)}>
                  Cancel
                </button>
              </div>
            </form>
          )}
        </Match>
        <Match when={at('asking')}>
          {(asking) => (
            <>
              <BackupFacts name={name()} preview={asking().preview} />
              <div class="btns">
                <button type="button" class="btn pri" onClick={() => void restore(asking().preview)}>
                  {asking().preview.damage ? 'Restore what is sound' : 'Restore'}
                </button>
                <button type="button" class="btn" onClick={() => setStep(RESTING)}>
                  Cancel
                </button>
              </div>
            </>
          )}
        </Match>
        <Match when={at('running')}>
          {(running) => (
            <>
              <p role="status">
                {stopping()
                  ? 'Stopping after the one under way…'
                  : `Putting back ${running().done} of ${running().total}…`}
              </p>
              <progress
                class="backup-progress"
                aria-label="Putting back"
                value={running().done}
                max={running().total}
              />
              <div class="btns">
                <button
                  type="button"
                  class="btn"
                  disabled={stopping()}
                  onClick={() => {
                    setStopping(true)
                    stop?.abort()
                  }}
                >
                  Stop
                </button>
              </div>
            </>
          )}
        </Match>
        <Match when={at('over')}>
          {(over) => (
            <RestoreOutcome
              preview={over().preview}
              restored={over().restored}
              onReload={() => props.backups.reload()}
              onAgain={() => setStep(RESTING)}
            />
          )}
        </Match>
      </Switch>
    </section>
  )
}
