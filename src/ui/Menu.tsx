import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import { latePart } from './latePart.ts'

export interface MenuItem {
  readonly label: string
  readonly icon?: JSX.Element
  /** The key that does the same, as it is printed. */
  readonly keys?: string
  readonly onSelect: () => void
  readonly danger?: boolean
  readonly disabled?: boolean
}

export interface MenuProps {
  /** Name of the button that opens it. */
  readonly label: string
  /** What stands on the button. */
  readonly trigger: JSX.Element
  /** Called whenever the menu opens, so that a row of a long list need not keep its items ready. */
  readonly items: readonly MenuItem[]
  /** Class of the button. */
  readonly class?: string
  readonly tabIndex?: number
  /** Where it opens in the window, in place of beside its button. */
  readonly at?: { readonly x: number; readonly y: number }
  /** Told when it has closed, with whoever gave it the focus. */
  readonly onClose?: () => void
}

const MenuPanel = latePart(
  () => import('./MenuPanel.tsx'),
  (code) => code.MenuPanel,
)

/** A button with a menu. Until it is first pressed it is only a button: a long list holds a menu in every row. */
export const Menu = (props: MenuProps): JSX.Element => {
  const [used, setUsed] = createSignal(false)
  const plain = (): JSX.Element => (
    <button
      type="button"
      class={props.class ?? 'icon'}
      aria-haspopup="menu"
      aria-expanded="false"
      aria-label={props.label}
      title={props.label}
      tabindex={props.tabIndex}
      onClick={() => setUsed(true)}
    >
      {props.trigger}
    </button>
  )
  return (
    <Show when={used()} fallback={plain()}>
      <Suspense fallback={plain()}>
        <MenuPanel {...props} />
      </Suspense>
    </Show>
  )
}
