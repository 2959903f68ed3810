import { createSignal, Match, Show, Switch, type JSX } from 'solid-js'
import type { Backups } from '../../state/backups.ts'
import { TextField } from '../../ui/TextField.tsx'
import { printMade } from './printMade.ts'

const MAX_LENGTH = 500

/** Backups into a folder, by themselves; where the browser has no such thing, that is said. */
export const DailyBackups = (props: { readonly backups: Backups }): JSX.Element => {
  const [passphrase, setPassphrase] = createSignal('')
  const [fault, setFault] = createSignal<string | null>(null)
  const [busy, setBusy] = createSignal(false)
  const on = () => {
    const state = props.backups.daily.state()
    return state.type === 'on' ? state : null
  }
  const choose = async (): Promise<void> => {
    if (busy()) return
    setFault(null)
    setBusy(true)
    const chosen = await props.backups.daily.choose(passphrase() === '' ? null : passphrase())
    setBusy(false)
    if (chosen.ok) setPassphrase('')
    else setFault(chosen.error)
  }
  return (
    <section aria-labelledby="backup-daily">
      <h2 id="backup-daily">Every day, by itself</h2>
      <Switch>
        <Match when={on()}>
          {(state) => (
            <>
              <p>
                Into the folder <b>{state().folder}</b>, at most once a day and when something has changed,{' '}
                {state().sealed ? 'under your passphrase' : 'open to whoever has the file'}. Files of the last
                seven such days stay.
              </p>
              <p role="status">
                <Show when={state().at} fallback="Nothing has been written yet.">
                  {(at) => <>Up to date as of {printMade(at())}.</>}
                </Show>
              </p>
              <div role="alert">
                <Show when={state().fault}>{(sentence) => <p class="backup-warn">{sentence()}</p>}</Show>
              </div>
              <div class="btns">
                <Show when={state().asks}>
                  <button type="button" class="btn pri" onClick={() => void props.backups.daily.allow()}>
                    Let the browser ask again
                  </button>
                </Show>
                <button type="button" class="btn" onClick={() => void props.backups.daily.stop()}>
                  Stop daily backups
                </button>
              </div>
            </>
          )}
        </Match>
        <Match when={props.backups.daily.possible}>
          <p>
            Choose a folder, best one that is copied elsewhere by itself. While Carrel is open it writes a
            backup there, at most once a day.
          </p>
          <form
            novalidate
            class="backup-form"
            onSubmit={(event) => {
              event.preventDefault()
              void choose()
            }}
          >
            <TextField
              label="Passphrase of these files (may be empty)"
              value={passphrase()}
              maxLength={MAX_LENGTH}
              onInput={setPassphrase}
              hint="It is kept in this browser, beside what it protects elsewhere. Without one, whoever gets a file can read and write everything that is yours."
              error={fault()}
            />
            <div class="btns">
              <button type="submit" class="btn" aria-disabled={busy()}>
                Choose a folder…
              </button>
            </div>
          </form>
        </Match>
        <Match when={true}>
          <p>
            This browser does not let a page write into a folder; Chrome and Edge on a computer do. Save a
            backup by hand now and then, or link a second device.
          </p>
        </Match>
      </Switch>
    </section>
  )
}
