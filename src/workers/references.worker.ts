import { decodeText } from '../formats/references/decodeText.ts'
import { readReferences } from '../formats/references/readReferences.ts'

/** The page may look at the clock as often. */
const TELL_MS = 60
const page = globalThis as unknown as Worker // reason: this file runs as a worker and nowhere else

page.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
  const { text, guessed } = decodeText(new Uint8Array(data))
  const steps = readReferences(text)
  let told = 0
  for (;;) {
    const step = steps.next()
    if (step.done) {
      page.postMessage({ type: 'read', file: step.value, guessed })
      return
    }
    if (Date.now() - told < TELL_MS) continue
    told = Date.now()
    page.postMessage({ type: 'progress', part: step.value })
  }
})
