import './sharedTextArea.css'
import { createEffect, createSignal, createUniqueId, For, on, onCleanup, Show, type JSX } from 'solid-js'
import { plainText, type SharedText } from '../doc/sharedText.ts'
import { createCaretLayer } from './caretLayer.ts'
import { typingHistoryOf } from '../doc/typingHistory.ts'
import { reportCaret, type SaidCaret } from './caretReport.ts'
import { MAX_NOTE_LENGTH, MAX_SHOWN_LENGTH } from './limits.ts'
import { createPlacedCarets, type PeerCaret } from './peerCarets.ts'
import { bindText } from './textBinding.ts'
import { createTextMirror } from './textMirror.ts'

const number = (value: number): string => value.toLocaleString()

/** What is said of words that have no room. */
const refusal = (words: string): string =>
  words.length > 1
    ? `A note holds ${number(MAX_NOTE_LENGTH)} characters. There is no room for these ${number(words.length)}, so none of them was put in.`
    : `A note holds ${number(MAX_NOTE_LENGTH)} characters, and this one is full.`

const TURNS = [
  { type: 'historyUndo', of: 'undo', label: 'Undo' },
  { type: 'historyRedo', of: 'redo', label: 'Redo' },
] as const

interface Props {
  readonly text: SharedText
  readonly label: string
  readonly placeholder: string
  readonly readOnly?: boolean
  /** Id of what describes it further. */
  readonly describedBy?: string
  /** Where others are in it. */
  readonly carets?: readonly PeerCaret[]
  /** Where the person is in it, as it changes. */
  readonly onCaret?: (caret: SaidCaret | null) => void
  readonly onTyped?: () => void
}

const Area = (props: Props): JSX.Element => {
  const id = createUniqueId()
  const [field, setField] = createSignal<HTMLTextAreaElement>()
  const [copy, setCopy] = createSignal<HTMLElement>()
  const [over, setOver] = createSignal<HTMLElement>()
  const [fault, setFault] = createSignal<string | null>(null)
  const [turns, setTurns] = createSignal({ undo: false, redo: false })
  /** Like a menu of the browser would, for who has no keys. */
  const turn = (inputType: 'historyUndo' | 'historyRedo'): void => {
    field()?.dispatchEvent(new InputEvent('beforeinput', { inputType, cancelable: true }))
  }

  createEffect(
    on([field, copy, over, () => props.text], ([area, root, above, text]) => {
      if (!area || !root || !above) return
      const mirror = createTextMirror(root)
      const placed = createPlacedCarets(text)
      const layer = createCaretLayer(above, mirror)
      let frame: number | undefined
      let pointer: PointerEvent | null = null
      // The layout is read in the frame in which it is made anyway, and only where somebody is.
      const place = (): void => {
        frame = undefined
        layer.draw(placed.at(props.carets ?? []))
        if (pointer) layer.point(pointer.clientX, pointer.clientY)
        pointer = null
      }
      const placeSoon = (): void => {
        frame ??= requestAnimationFrame(place)
      }
      const draw = (): void => {
        mirror.draw(area.value)
        if ((props.carets ?? []).length > 0) placeSoon()
      }
      const onPointer = (event: PointerEvent): void => {
        if ((props.carets ?? []).length === 0) return
        pointer = event
        placeSoon()
      }
      const history = typingHistoryOf(text)
      const look = (): void => void setTurns({ undo: history.canUndo(), redo: history.canRedo() })
      look()
      const unbind = bindText(area, text, {
        onChange: draw,
        onTyped() {
          look()
          props.onTyped?.()
        },
        onRefused: (words) => setFault(words === null ? null : refusal(words)),
        onTurnedBack: (index) => mirror.reveal(index),
      })
      draw()
      createEffect(on(() => props.carets, placeSoon, { defer: true }))
      const widths = new ResizeObserver(placeSoon)
      widths.observe(above)
      const sayCaret = (caret: SaidCaret | null): void => props.onCaret?.(caret)
      const stopReport = reportCaret(area, text, sayCaret)
      area.addEventListener('pointermove', onPointer)
      onCleanup(() => {
        stopReport()
        unbind()
        area.removeEventListener('pointermove', onPointer)
        if (frame !== undefined) cancelAnimationFrame(frame)
        widths.disconnect()
        layer.destroy()
        setFault(null)
      })
    }),
  )
  return (
    <>
      <div class="shared-text">
        <textarea
          ref={setField}
          class="field"
          rows={2}
          aria-label={props.label}
          aria-describedby={
            [props.describedBy, fault() ? `${id}-fault` : ''].filter(Boolean).join(' ') || undefined
          }
          placeholder={props.placeholder}
          readOnly={props.readOnly === true}
        />
        <div ref={setCopy} class="field text-mirror" aria-hidden="true" />
        <div ref={setOver} class="caret-layer" aria-hidden="true" />
      </div>
      <div class="text-turns">
        <For each={TURNS}>
          {({ type, label, of }) => (
            <button
              type="button"
              disabled={!turns()[of]}
              // The keyboard of a phone stays where it is.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => turn(type)}
            >
              {label}
            </button>
          )}
        </For>
      </div>
      <Show when={fault()}>
        {(sentence) => (
          <p class="text-fault" id={`${id}-fault`} role="alert">
            {sentence()}
          </p>
        )}
      </Show>
    </>
  )
}

/** More than anybody can have meant to write: shown in part, and not written in. */
const TooLong = (props: Props): JSX.Element => (
  <>
    <textarea
      class="field"
      rows={12}
      style={{ overflow: 'auto' }}
      aria-label={props.label}
      readOnly
      value={plainText(props.text).slice(0, MAX_NOTE_LENGTH)}
    />
    <p class="text-fault">
      This note has {number(props.text.length)} characters, too many to be written in. Its beginning is shown;
      all of it is kept, and an earlier version can be brought back.
    </p>
  </>
)

/** A text area over a shared text that is as tall as what stands in it, with the carets of others in it. */
export const SharedTextArea = (props: Props): JSX.Element => {
  const [tooLong, setTooLong] = createSignal(false)
  createEffect(() => {
    const text = props.text
    const look = (): void => void setTooLong(text.length > MAX_SHOWN_LENGTH)
    look()
    text.observe(look)
    onCleanup(() => text.unobserve(look))
  })
  return (
    <Show when={!tooLong()} fallback={<TooLong {...props} />}>
      <Area {...props} />
    </Show>
  )
}
