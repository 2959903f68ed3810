import { createSignal, Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { Backups } from '../../state/backups.ts'
import { announce } from '../../ui/announce.ts'
import { printMade } from './printMade.ts'
import { TextField } from '../../ui/TextField.tsx'
import { downloadFile } from './downloadFile.ts'
import { printSize } from './printSize.ts'

/** As src/backup/limits.ts says, which comes with the code that makes the file. */
const MIN_LENGTH = 10
const MAX_LENGTH = 500

interface Saved {
  readonly name: string
  readonly size: number
  readonly incomplete: number
  readonly damaged: number
}

/** One file with everything, by hand. */
export const SaveBackup = (props: { readonly backups: Backups }): JSX.Element => {
  const [sealed, setSealed] = createSignal(true)
  const [passphrase, setPassphrase] = createSignal('')
  const [fault, setFault] = createSignal<string | null>(null)
  const [busy, setBusy] = createSignal(false)
  const [saved, setSaved] = createSignal<Saved | null>(null)
  const [failed, setFailed] = createSignal<string | null>(null)

  const save = async (): Promise<void> => {
    if (busy()) return
    setSaved(null)
    setFailed(null)
    if (sealed() && passphrase().length < MIN_LENGTH) {
      setFault(`At least ${MIN_LENGTH} letters: a file can be guessed at for as long as somebody likes.`)
      return
    }
    setFault(null)
    setBusy(true)
    const made = await props.backups.make(sealed() ? passphrase() : null)
    setBusy(false)
    if (!made.ok) {
      setFailed(made.error)
      return
    }
    downloadFile(made.value)
    await props.backups.noteSaved()
    const { name, bytes, incomplete, damaged } = made.value
    setSaved({ name, size: bytes.length, incomplete, damaged })
    announce(`Saved as ${name}`)
  }

  return (
    <section aria-labelledby="backup-save">
      <h2 id="backup-save">Save a backup</h2>
      <p>
        One file with your library, your lists with all that was said in them, your notes, and the keys to go
        on with them. From it alone, any browser becomes this device again.
      </p>
      <p>
        <Show when={props.backups.last()} fallback="No backup has been saved from this device yet.">
          {(at) => <>Last saved from this device: {printMade(at())}.</>}
        </Show>
      </p>
      <form
        novalidate
        class="backup-form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <div class="seg" role="group" aria-label="Who can open the file">
          <button type="button" aria-pressed={sealed()} onClick={() => setSealed(true)}>
            With a passphrase
          </button>
          <button type="button" aria-pressed={!sealed()} onClick={() => setSealed(false)}>
            Without
          </button>
        </div>
        <Show
          when={sealed()}
          fallback={
            <p class="backup-warn">
              Whoever gets this file can read everything you have here, and write in your lists under your
              name. Keep it where only you can get at it.
            </p>
          }
        >
          <TextField
            label="Passphrase"
            value={passphrase()}
            maxLength={MAX_LENGTH}
            onInput={setPassphrase}
            error={fault()}
            hint="Four or five words that have nothing to do with each other. Without them nobody opens the file, and nobody can tell you what they were: write them down."
          />
        </Show>
        <div class="btns">
          <button type="submit" class="btn pri" aria-disabled={busy()}>
            {busy() ? 'Putting it together…' : 'Save a backup'}
          </button>
        </div>
      </form>
      <div role="status">
        <Show when={saved()}>
          {(done) => (
            <>
              <p class="backup-done">
                Handed to your browser as <b>{done().name}</b> ({printSize(done().size)}), and read again to
                be sure that it opens. Look whether it is among your downloads, and put a copy somewhere that
                is not this device.
              </p>
              <Show when={done().incomplete > 0}>
                <p class="backup-warn">
                  Not everything could be read from this device’s disk: what was in memory is in the file.
                  Save another one when the fault is gone.
                </p>
              </Show>
              <Show when={done().damaged > 0}>
                <p class="backup-warn">
                  {count(done().damaged, 'list or feed is', 'lists or feeds are')} damaged on this device, and
                  could not be read again from the file. Everything else could.
                </p>
              </Show>
            </>
          )}
        </Show>
      </div>
      <div role="alert">
        <Show when={failed()}>{(sentence) => <p class="backup-warn">{sentence()}</p>}</Show>
      </div>
    </section>
  )
}
