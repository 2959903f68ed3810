import { createSignal, type JSX } from 'solid-js'

interface Updates {
  reload(): void
  check(): Promise<{ readonly ready: boolean; readonly sentence: string }>
}

/** Asks for a newer version and moves to it; where there is none it says why. */
export const UpdateNow = (props: {
  readonly class: string
  /** `null`: nothing is kept here, so that loading the page is all there is to do. */
  readonly updates: () => Promise<Updates | null>
  readonly onSay: (sentence: string) => void
}): JSX.Element => {
  const [asking, setAsking] = createSignal(false)
  const ask = async (): Promise<void> => {
    setAsking(true)
    const updates = await props.updates()
    if (!updates) return location.reload()
    const { ready, sentence } = await updates.check()
    setAsking(false)
    if (ready) updates.reload()
    else props.onSay(sentence)
  }
  return (
    <button type="button" class={props.class} disabled={asking()} onClick={() => void ask()}>
      {asking() ? 'Asking …' : 'Update now'}
    </button>
  )
}
