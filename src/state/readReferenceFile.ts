import { decodeText } from '../formats/references/decodeText.ts'
import { MAX_REFERENCE_BYTES } from '../formats/references/limits.ts'
import { readReferences } from '../formats/references/readReferences.ts'
import type { ReferenceFile } from '../formats/references/reference.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { ReadFile, References } from './references.ts'

const MEGABYTE = 1_000_000
/** Shorter texts are read before a worker would have said hello. */
const MAX_READ_HERE = 100_000
/** The page paints between slices of this length. */
const SLICE_MS = 12

type Said =
  | { readonly type: 'progress'; readonly part: number }
  | { readonly type: 'read'; readonly file: Result<ReferenceFile, string>; readonly guessed: string | null }

const finish = (file: Result<ReferenceFile, string>, guessed: string | null): Result<ReadFile, string> =>
  file.ok ? ok({ ...file.value, guessed }) : file

type Watch = Parameters<References['read']>[2]

/** Reads in slices, where there is no worker or none is worth its start. */
const readHere = async (bytes: Uint8Array, watch: Watch): Promise<Result<ReadFile, string> | null> => {
  const { text, guessed } = decodeText(bytes)
  const steps = readReferences(text)
  let since = Date.now()
  for (;;) {
    if (watch.signal.aborted) return null
    const step = steps.next()
    if (step.done) return finish(step.value, guessed)
    if (Date.now() - since < SLICE_MS) continue
    watch.onProgress(step.value)
    await new Promise((resolve) => setTimeout(resolve))
    since = Date.now()
  }
}

const startWorker = (): Worker | null => {
  if (typeof Worker === 'undefined') return null
  try {
    return new Worker(new URL('../workers/references.worker.ts', import.meta.url), { type: 'module' })
  } catch {
    return null
  }
}

const readInWorker = (
  worker: Worker,
  bytes: Uint8Array<ArrayBuffer>,
  watch: Watch,
): Promise<Result<ReadFile, string> | null> =>
  new Promise((resolve) => {
    const end = (answer: Result<ReadFile, string> | null): void => {
      worker.terminate()
      resolve(answer)
    }
    watch.signal.addEventListener('abort', () => end(null), { once: true })
    worker.addEventListener('message', ({ data }: MessageEvent<Said>) => {
      if (data.type === 'progress') watch.onProgress(data.part)
      else end(finish(data.file, data.guessed))
    })
    // Its file is missing, or the memory it was given is used up: slices on the page need less.
    const fail = (): void => {
      worker.terminate()
      void readHere(bytes, watch).then(resolve)
    }
    worker.addEventListener('error', fail, { once: true })
    worker.addEventListener('messageerror', fail, { once: true })
    worker.postMessage(bytes.slice().buffer)
  })

/** Reads a file of references without holding the page up; `null` once it was stopped. */
export const readReferenceFile: References['read'] = async (source, name, watch) => {
  const size = typeof source === 'string' ? source.length : source.size
  if (size > MAX_REFERENCE_BYTES)
    return err(
      `“${name}” is larger than ${MAX_REFERENCE_BYTES / MEGABYTE} MB, more than Carrel reads at once. Export it in parts, a collection at a time.`,
    )
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes =
      typeof source === 'string'
        ? new TextEncoder().encode(source)
        : new Uint8Array(await source.arrayBuffer())
  } catch {
    return err(`“${name}” could not be read. It may have been moved, or the browser was not let in.`)
  }
  if (watch.signal.aborted) return null
  const worker = bytes.length > MAX_READ_HERE ? startWorker() : null
  return worker ? readInWorker(worker, bytes, watch) : readHere(bytes, watch)
}
