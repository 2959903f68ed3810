import { createMemo, Show, type JSX } from 'solid-js'
import { encode } from 'uqr'

/** What a scanner needs as a calm edge, in modules. */
const QUIET_ZONE = 4

interface Drawing {
  readonly size: number
  readonly path: string
}

/** One run of dark modules per path command; `null` where the text is too long for any code. */
export const drawQrCode = (text: string): Drawing | null => {
  try {
    const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE })
    const runs: string[] = []
    data.forEach((row, y) => {
      for (let x = 0; x < size; x++) {
        const start = x
        while (x < size && row[x]) x++
        if (x > start) runs.push(`M${start} ${y}h${x - start}v1h-${x - start}z`)
      }
    })
    return { size, path: runs.join('') }
  } catch {
    // The encoder throws where the text holds more than its largest code.
    return null
  }
}

/** `text` as a code for a phone's camera: always dark on white, for scanners know no dark theme. */
export const QrCode = (props: { readonly text: string; readonly label: string }): JSX.Element => {
  const drawing = createMemo(() => drawQrCode(props.text))
  return (
    <Show when={drawing()}>
      {(code) => (
        <svg
          class="qr-code"
          viewBox={`0 0 ${code().size} ${code().size}`}
          role="img"
          aria-label={props.label}
          shape-rendering="crispEdges"
        >
          <rect width="100%" height="100%" fill="#fff" />
          <path d={code().path} fill="#000" />
        </svg>
      )}
    </Show>
  )
}
