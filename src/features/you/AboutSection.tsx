import { createSignal, Match, Show, Switch, type JSX } from 'solid-js'
import { useCarrel } from '../../state/context.ts'
import type { Updates } from '../../state/carrel.ts'

const UNKEPT =
  'This browser keeps no copy of Carrel for later, so every load of the page brings the newest version.'

/** Which version this is, whether there is a newer one, and the way back where its files are broken. */
export const AboutSection = (): JSX.Element => {
  const carrel = useCarrel()
  const [answer, setAnswer] = createSignal<string | null>(null)
  const [asking, setAsking] = createSignal(false)
  const [sure, setSure] = createSignal(false)
  const withUpdates = async (work: (updates: Updates) => unknown): Promise<void> => {
    const updates = await carrel.device.updates()
    if (updates) await work(updates)
    else setAnswer(UNKEPT)
  }
  const check = async (): Promise<void> => {
    setAsking(true)
    setAnswer('Asking …')
    await withUpdates(async (updates) => setAnswer((await updates.check()).sentence))
    setAsking(false)
  }
  return (
    <section aria-labelledby="you-about">
      <h2 id="you-about">About</h2>
      <p>
        Carrel {carrel.device.version}, free software under the MIT licence. A reader’s own desk: no account,
        no tracking, nothing of yours readable on a server.
      </p>
      <p role="status" class="you-answer">
        <Switch fallback={answer()}>
          <Match when={carrel.device.update() === 'ready'}>A new version is ready.</Match>
          <Match when={carrel.device.update() === 'replaced'}>
            Carrel was updated. This tab goes on as it is until you reload it.
          </Match>
        </Switch>
      </p>
      <div class="btns">
        <Show
          when={carrel.device.update() === 'ready' || carrel.device.update() === 'replaced'}
          fallback={
            <button type="button" class="btn" disabled={asking()} onClick={() => void check()}>
              Check for update
            </button>
          }
        >
          <button
            type="button"
            class="btn pri"
            onClick={() => void withUpdates((updates) => updates.reload())}
          >
            Reload to use it
          </button>
        </Show>
        <Show when={!sure()}>
          <button type="button" class="btn" onClick={() => setSure(true)}>
            Fetch the app anew …
          </button>
        </Show>
      </div>
      <Show when={sure()}>
        <p>
          If something behaves oddly, this forgets the app’s own files on this device and loads them from the
          server, for which it needs the network. Your papers, lists and notes stay.
        </p>
        <div class="btns">
          <button
            type="button"
            class="btn"
            ref={(element) => queueMicrotask(() => element.focus())}
            onClick={() => void withUpdates((updates) => updates.fetchAnew())}
          >
            Fetch the app anew
          </button>
          <button type="button" class="btn" onClick={() => setSure(false)}>
            Leave it
          </button>
        </div>
      </Show>
    </section>
  )
}
