import './keyboard.css'
import { createSignal, For, onMount, Show, type JSX } from 'solid-js'
import { setOwnKeys, setSingleKeys } from '../../ui/keepKeys.ts'
import { ownKeys, singleKeys } from '../../ui/shortcuts.ts'
import { KeyChange } from './KeyChange.tsx'
import { CHANGEABLE, isChangeable, KEY_GROUPS, keyParts } from './keys.ts'

/** Every key there is as it is now, the way to change each, and the switch that turns the single ones off. */
export const ShortcutsSheet = (props: { readonly onClose: () => void }): JSX.Element => {
  const [dialog, setDialog] = createSignal<HTMLDialogElement>()
  const [changing, setChanging] = createSignal(false)
  /** The usual name of the key that is being chosen anew. */
  const [chosen, setChosen] = createSignal<string | null>(null)
  const [kept, setKept] = createSignal(true)
  onMount(() => dialog()?.showModal())
  const opener = (usual: string): HTMLElement | null | undefined =>
    dialog()?.querySelector<HTMLElement>(`[data-key="${CSS.escape(usual)}"]`)
  const leaveChoice = (): void => {
    const usual = chosen()
    setChosen(null)
    if (usual !== null) opener(usual)?.focus()
  }
  return (
    <dialog
      ref={setDialog}
      class="dialog keys"
      role="dialog"
      aria-labelledby="keys-title"
      onClose={() => props.onClose()}
      onCancel={(event) => {
        // Esc first leaves the choice of a key.
        if (chosen() === null) return
        event.preventDefault()
        leaveChoice()
      }}
      onClick={(event) => {
        // The dialog itself is hit only outside its content: on the veil.
        if (event.target === event.currentTarget) event.currentTarget.close()
      }}
    >
      <div class="keys-inside">
        <div class="row">
          <h2 id="keys-title">Keyboard</h2>
          <span class="grow" />
          <button type="button" class="icon" aria-label="Close" onClick={() => dialog()?.close()}>
            <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
              <path d="M6 6l12 12M18 6 6 18" />
            </svg>
          </button>
        </div>
        <div class="keys-scroll" tabindex={0} role="group" aria-label="Keys">
          <div class="keys-groups" classList={{ changing: changing() }}>
            <For each={KEY_GROUPS}>
              {(group) => (
                <section>
                  <h3>{group.title}</h3>
                  <dl>
                    <For each={group.rows}>
                      {(row) => (
                        <>
                          <dt>
                            <For each={row.keys}>
                              {(usual) => (
                                <Show
                                  when={changing() && isChangeable(usual)}
                                  fallback={<Key usual={usual} />}
                                >
                                  <button
                                    type="button"
                                    class="keys-choose"
                                    data-key={usual}
                                    aria-pressed={chosen() === usual}
                                    onClick={() => setChosen((now) => (now === usual ? null : usual))}
                                  >
                                    <span class="sr-only">Key for “{CHANGEABLE.get(usual)}”: </span>
                                    <Key usual={usual} />
                                  </button>
                                </Show>
                              )}
                            </For>
                          </dt>
                          <dd>{row.does}</dd>
                        </>
                      )}
                    </For>
                  </dl>
                </section>
              )}
            </For>
          </div>
        </div>
        <div class="keys-foot">
          <Show
            when={chosen()}
            keyed
            fallback={
              <div class="keys-acts">
                <label class="keys-switch">
                  <input
                    type="checkbox"
                    checked={singleKeys()}
                    onChange={(event) => setKept(setSingleKeys(event.currentTarget.checked))}
                  />
                  Single-letter keys are on
                </label>
                <span class="grow" />
                <Show when={Object.keys(ownKeys()).length > 0}>
                  <button type="button" class="btn" onClick={() => setKept(setOwnKeys({}))}>
                    All as they were
                  </button>
                </Show>
                <button
                  type="button"
                  class="btn"
                  aria-pressed={changing()}
                  onClick={() => setChanging((now) => !now)}
                >
                  {changing() ? 'Done' : 'Change keys'}
                </button>
              </div>
            }
          >
            {(usual) => (
              <KeyChange
                usual={usual}
                within={() => dialog()}
                onChange={(own) => {
                  setKept(setOwnKeys(own))
                  leaveChoice()
                }}
                onLeave={leaveChoice}
              />
            )}
          </Show>
          <p class="keys-hint" role="status">
            <Show
              when={kept()}
              fallback="This browser keeps nothing for Carrel: the change holds until the page is left."
            >
              <Show when={changing() && chosen() === null}>
                Choose a key, then press the one you want instead. Kept on this device.
              </Show>
            </Show>
          </p>
        </div>
      </div>
    </dialog>
  )
}

const Key = (props: { readonly usual: string }): JSX.Element => (
  <For each={keyParts(ownKeys()[props.usual] ?? props.usual)} fallback={<span class="keys-none">none</span>}>
    {(part, index) => (
      <>
        {index() > 0 ? ' ' : ''}
        <kbd classList={{ own: Object.hasOwn(ownKeys(), props.usual) }}>{part}</kbd>
      </>
    )}
  </For>
)
