import { createSignal, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { ownKeys, type OwnKeys } from '../../ui/shortcuts.ts'
import { beginsSequence, findClash, pressedCharacter, withOwnKey } from './chooseKey.ts'
import { CHANGEABLE, keyParts } from './keys.ts'

/** How long the second key may take, where the first begins two. */
const SECOND_KEY_MS = 1_200

const print = (key: string): string => keyParts(key).join(' ')

/** Waits for the key that shall do what `usual` does, and says what is in its way. */
export const KeyChange = (props: {
  readonly usual: string
  readonly within: () => HTMLElement | undefined
  readonly onChange: (own: OwnKeys) => void
  readonly onLeave: () => void
}): JSX.Element => {
  const [wanted, setWanted] = createSignal<string | null>(null)
  const [first, setFirst] = createSignal<string | null>(null)
  let clock: ReturnType<typeof setTimeout> | undefined
  const does = () => CHANGEABLE.get(props.usual) ?? ''
  const clash = () => {
    const key = wanted()
    return key === null ? null : findClash(ownKeys(), props.usual, key)
  }
  const take = (key: string): void => {
    clearTimeout(clock)
    setFirst(null)
    if (findClash(ownKeys(), props.usual, key)) setWanted(key)
    else props.onChange(withOwnKey(ownKeys(), props.usual, key))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const key = pressedCharacter(event)
    if (key === null) return
    event.preventDefault()
    const before = first()
    if (before !== null) return take(`${before} ${key}`)
    if (!beginsSequence(ownKeys(), key)) return take(key)
    setWanted(null)
    setFirst(key)
    clock = setTimeout(() => take(key), SECOND_KEY_MS)
  }
  onMount(() => {
    const place = props.within()
    place?.addEventListener('keydown', onKeyDown)
    onCleanup(() => place?.removeEventListener('keydown', onKeyDown))
  })
  onCleanup(() => clearTimeout(clock))
  return (
    <div class="keys-acts" role="group" aria-label={`Key for “${does()}”`}>
      <p class="keys-ask" role="status">
        <Show
          when={clash()}
          fallback={
            <>
              Press the key for “{does()}”
              <Show when={first()}>{(key) => <>: {print(key())} and a second one</>}</Show>
            </>
          }
        >
          {(found) => (
            <>
              {print(wanted() ?? '')} {found().kind === 'same' ? 'is' : 'would get in the way of'} “
              {CHANGEABLE.get(found().by)}”
              {found().kind === 'same' ? '. Exchange the two?' : '. Press another.'}
            </>
          )}
        </Show>
      </p>
      <span class="grow" />
      <Show when={clash()?.kind === 'same'}>
        <button
          type="button"
          class="btn pri"
          onClick={() => props.onChange(withOwnKey(ownKeys(), props.usual, wanted() ?? ''))}
        >
          Exchange
        </button>
      </Show>
      <Show when={Object.hasOwn(ownKeys(), props.usual)}>
        <button type="button" class="btn" onClick={() => take(props.usual)}>
          As it was: {print(props.usual)}
        </button>
      </Show>
      <Show when={ownKeys()[props.usual] !== ''}>
        <button type="button" class="btn" onClick={() => take('')}>
          No key
        </button>
      </Show>
      <button type="button" class="btn" onClick={() => props.onLeave()}>
        Cancel
      </button>
    </div>
  )
}
