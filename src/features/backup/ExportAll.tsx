import { createSignal, Show, type JSX } from 'solid-js'
import type { Backups } from '../../state/backups.ts'
import { downloadFile } from './downloadFile.ts'
import { printSize } from './printSize.ts'

/** Everything for other programs, in one zip. */
export const ExportAll = (props: { readonly backups: Backups }): JSX.Element => {
  const [busy, setBusy] = createSignal(false)
  const [said, setSaid] = createSignal<string | null>(null)
  const [fault, setFault] = createSignal<string | null>(null)
  const save = async (): Promise<void> => {
    if (busy()) return
    setBusy(true)
    setSaid(null)
    setFault(null)
    const made = await props.backups.exportAll()
    setBusy(false)
    if (!made.ok) {
      setFault(made.error)
      return
    }
    downloadFile(made.value, 'application/zip')
    const { name, bytes } = made.value
    setSaid(
      `Handed to your browser as ${name} (${printSize(bytes.length)}). Look whether it is among your downloads.`,
    )
  }
  return (
    <section aria-labelledby="backup-export">
      <h2 id="backup-export">Everything in open formats</h2>
      <p>
        A zip for other programs: your papers as CSL-JSON and BibTeX, whole and by list and tag; notes and
        discussions as Markdown; and all of it, with votes, stages and dates, as JSON. No keys are in it, and
        it does not come back into Carrel: that is what a backup is for.
      </p>
      <div class="btns">
        <button type="button" class="btn" aria-disabled={busy()} onClick={() => void save()}>
          <Show when={busy()} fallback="Export everything">
            Putting it together…
          </Show>
        </button>
      </div>
      <div role="status">
        <Show when={said()}>{(sentence) => <p class="backup-done">{sentence()}</p>}</Show>
      </div>
      <div role="alert">
        <Show when={fault()}>{(sentence) => <p class="backup-warn">{sentence()}</p>}</Show>
      </div>
    </section>
  )
}
