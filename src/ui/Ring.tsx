import './face.css'
import { Index, Show, type JSX } from 'solid-js'
import { initialsOf } from '../domain/member.ts'
import type { ReadingState } from '../domain/reading.ts'

export interface Reader {
  readonly name: string
  /** What to call this person where the name alone is not enough: "Ana (2)". */
  readonly label?: string
  /** `null`: has not said. */
  readonly state: ReadingState | null
}

const WORDS: Record<ReadingState, string> = { 'to-read': 'to read', reading: 'reading', read: 'read' }
const MAX_RINGS = 6

const sentenceOf = (reader: Reader): string =>
  `${reader.label || reader.name || 'Someone'}: ${reader.state === null ? 'has not said' : WORDS[reader.state]}`

/** How far one member is with a paper: an empty ring, a warm one while reading, a full one when read. */
export const Ring = (props: Reader): JSX.Element => (
  <span
    class="ring"
    classList={{
      hollow: props.state === 'to-read',
      reading: props.state === 'reading',
      done: props.state === 'read',
    }}
    title={sentenceOf(props)}
    aria-hidden="true"
  >
    {[...initialsOf(props.name)][0]}
  </span>
)

/** The rings of several members, said in one sentence to a screen reader. */
export const Rings = (props: { readonly readers: readonly Reader[]; readonly max?: number }): JSX.Element => {
  const max = () => props.max ?? MAX_RINGS
  const shown = () =>
    props.readers.length > max() ? props.readers.slice(0, Math.max(1, max() - 1)) : props.readers
  const rest = () => props.readers.slice(shown().length)
  const said = () => props.readers.filter((reader) => reader.state !== null)
  return (
    <span
      class="people"
      role="img"
      aria-label={said().length > 0 ? said().map(sentenceOf).join('; ') : 'Nobody has said how far they are'}
    >
      <Index each={shown()}>{(reader) => <Ring {...reader()} />}</Index>
      <Show when={rest().length > 0}>
        <span class="ring more" aria-hidden="true" title={rest().map(sentenceOf).join('\n')}>
          +{rest().length}
        </span>
      </Show>
    </span>
  )
}
