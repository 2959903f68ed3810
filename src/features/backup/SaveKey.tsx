import { createSignal, For, Show, type JSX } from 'solid-js'
import type { Backups, LibraryKey } from '../../state/backups.ts'
import { QrCode } from '../../ui/QrCode.tsx'
import { downloadFile } from './downloadFile.ts'

type Shown = Awaited<ReturnType<LibraryKey['show']>>

/** The library's key on the screen, on paper and as a file; nothing of it is shown before it is asked for. */
export const SaveKey = (props: { readonly backups: Backups }): JSX.Element => {
  const [shown, setShown] = createSignal<Shown | null>(null)
  const [saved, setSaved] = createSignal(false)
  const show = async (): Promise<void> => {
    setSaved(false)
    setShown(await (await props.backups.key()).show())
  }
  return (
    <section aria-labelledby="backup-key">
      <h2 id="backup-key">Save your library key</h2>
      <p>
        With the key alone, a new device gets your library and lists back from the server, for as long as the
        server keeps them. A backup works without a server; the key never grows old. Keep both.
      </p>
      <p class="backup-warn">
        Whoever has this key can read everything in your library, now and later, and write in your lists under
        your name. Keep it like the key of your home. If it got into other hands, link a second device and say
        there that this one was lost: that makes a new key.
      </p>
      <Show
        when={shown()}
        keyed
        fallback={
          <div class="btns">
            <button type="button" class="btn" onClick={() => void show()}>
              Show the key
            </button>
          </div>
        }
      >
        {(key) => (
          <>
            <div class="key-shown">
              <div class="key-qr">
                <QrCode text={key.address} label="Code with the key of your library" />
              </div>
              <ol class="key-words" aria-label="Words of the key">
                <For each={key.words}>{(word) => <li>{word}</li>}</For>
              </ol>
            </div>
            <div class="btns">
              <button
                type="button"
                class="btn pri"
                onClick={() => {
                  downloadFile(key.file, 'text/plain')
                  setSaved(true)
                }}
              >
                Save it as a file
              </button>
              <button type="button" class="btn" onClick={() => setShown(null)}>
                Hide it
              </button>
            </div>
            <p role="status">
              {saved()
                ? 'Handed to your browser as carrel-key.txt. Look whether it is among your downloads.'
                : ''}
            </p>
          </>
        )}
      </Show>
    </section>
  )
}
