import './keyboard.css'
import { createSignal, For, onMount, type JSX } from 'solid-js'
import { setSingleKeys, singleKeys } from '../../ui/shortcuts.ts'
import { KEY_GROUPS } from './keys.ts'

/** Every key there is, and the switch that turns the single ones off. */
export const ShortcutsSheet = (props: { readonly onClose: () => void }): JSX.Element => {
  const [dialog, setDialog] = createSignal<HTMLDialogElement>()
  onMount(() => dialog()?.showModal())
  return (
    <dialog
      ref={setDialog}
      class="dialog keys"
      role="dialog"
      aria-labelledby="keys-title"
      onClose={() => props.onClose()}
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
        <div class="keys-groups">
          <For each={KEY_GROUPS}>
            {(group) => (
              <section>
                <h3>{group.title}</h3>
                <dl>
                  <For each={group.keys}>
                    {(row) => (
                      <>
                        <dt>
                          <For each={row.keys}>{(key) => <kbd>{key}</kbd>}</For>
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
        <label class="keys-switch">
          <input
            type="checkbox"
            checked={singleKeys()}
            onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          />
          Single-letter keys are on
        </label>
      </div>
    </dialog>
  )
}
