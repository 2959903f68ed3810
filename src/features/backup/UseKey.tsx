import { createSignal, Match, onCleanup, onMount, Show, Switch, type JSX } from 'solid-js'
import type { Backups, KeyTaking } from '../../state/backups.ts'
import { useCarrel } from '../../state/context.ts'
import { TextField } from '../../ui/TextField.tsx'
import { takeArrivedKey } from './arrivedKey.ts'

const MAX_LENGTH = 20_000
/** A library that is there has come by then. */
const SLOW_MS = 12_000

/** A library comes back from the server by its key alone. */
export const UseKey = (props: { readonly backups: Backups }): JSX.Element => {
  const carrel = useCarrel()
  const [text, setText] = createSignal('')
  const [fault, setFault] = createSignal<string | null>(null)
  const [taking, setTaking] = createSignal<KeyTaking | null>(null)
  const [slow, setSlow] = createSignal(false)
  const [place, setPlace] = createSignal<HTMLElement>()
  let clock: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(clock))

  const read = async (given: string): Promise<void> => {
    const found = await (await props.backups.key()).read(given)
    setFault(found.ok ? null : found.error)
    if (!found.ok) return
    setText('')
    setTaking(found.value)
  }
  const arrive = (): void => {
    const address = takeArrivedKey()
    if (address === null) return
    place()?.scrollIntoView()
    void read(address)
  }
  onMount(() => {
    arrive()
    addEventListener('hashchange', arrive)
  })
  onCleanup(() => removeEventListener('hashchange', arrive))
  const begin = (found: KeyTaking): void => {
    setSlow(false)
    clock = setTimeout(() => setSlow(true), SLOW_MS)
    void found.begin()
  }
  const again = (): void => {
    clearTimeout(clock)
    setTaking(null)
  }

  return (
    <section aria-labelledby="backup-use-key" ref={setPlace}>
      <h2 id="backup-use-key">Use a library key</h2>
      <Show
        when={taking()}
        keyed
        fallback={
          <form
            novalidate
            class="backup-form"
            onSubmit={(event) => {
              event.preventDefault()
              void read(text())
            }}
          >
            <TextField
              label="Words of the key, or its link"
              value={text()}
              onInput={setText}
              multiline
              rows={3}
              maxLength={MAX_LENGTH}
              hint="Of each word the first four letters are enough."
              error={fault()}
            />
            <div class="btns">
              <button type="submit" class="btn">
                Use this key
              </button>
            </div>
          </form>
        }
      >
        {(found) => {
          const phase = () => found.phase()
          const ended = () => {
            const now = phase()
            return now.type === 'ended' ? now : null
          }
          return (
            <Switch>
              <Match when={phase().type === 'resting'}>
                <p>
                  This is a whole key. This device then holds its library, as the server has it.
                  {found.merges ? ' What is here already is put together with it: nothing is lost.' : ''}
                </p>
                <p class="backup-warn">
                  Go on only if it is your own key. Whoever else has it can read what you do from then on.
                </p>
                <div class="btns">
                  <button type="button" class="btn pri" onClick={() => begin(found)}>
                    Get this library
                  </button>
                  <button type="button" class="btn" onClick={again}>
                    Cancel
                  </button>
                </div>
              </Match>
              <Match when={phase().type === 'looking'}>
                <p role="status">
                  {!carrel.status().connected
                    ? 'There is no network right now. Keep this page open: it goes on by itself.'
                    : slow()
                      ? 'The server has not handed over a library for this key yet. It may never have been there: a key opens only what this server keeps. Wait, or stop and restore from a backup.'
                      : 'Your library is on its way…'}
                </p>
                <div class="btns">
                  <button type="button" class="btn" onClick={() => void found.stop()}>
                    Stop
                  </button>
                </div>
              </Match>
              <Match when={phase().type === 'done'}>
                <p role="status" class="backup-done">
                  This device holds your library{found.merges ? ', together with what was here before' : ''}.
                </p>
                <div class="btns">
                  <button type="button" class="btn pri" onClick={() => props.backups.reload()}>
                    Open your library
                  </button>
                </div>
              </Match>
              <Match when={ended()}>
                {(end) => (
                  <>
                    <p role="alert" class="backup-warn">
                      {end().sentence}
                    </p>
                    <div class="btns">
                      <button type="button" class="btn" onClick={again}>
                        Try another key
                      </button>
                    </div>
                  </>
                )}
              </Match>
            </Switch>
          )
        }}
      </Show>
    </section>
  )
}
