import './face.css'
import { For, Show, type JSX } from 'solid-js'
import { initialsOf } from '../domain/member.ts'
import { paletteColour } from './paletteColour.ts'

export interface Person {
  readonly name: string
  /** What to call this person where the name alone is not enough: "Ana (2)", "Ko (you)". */
  readonly label?: string
  readonly colour: number
  /** Looking at the same thing right now. */
  readonly here?: boolean
}

const MAX_FACES = 5

const nameOf = (person: Person): string =>
  `${person.label || person.name || 'Someone without a name'}${person.here ? ', here now' : ''}`

/** A person as a coloured disc with initials. */
export const Face = (props: Person & { readonly large?: boolean }): JSX.Element => (
  <span
    class="av"
    classList={{ l: props.large === true, here: props.here === true }}
    style={{ '--face': paletteColour(props.colour) }}
    role="img"
    aria-label={nameOf(props)}
    title={nameOf(props)}
  >
    {initialsOf(props.name)}
  </span>
)

/** Several people side by side; those beyond `max` as a number. */
export const Faces = (props: {
  readonly people: readonly Person[]
  readonly max?: number
  readonly large?: boolean
}): JSX.Element => {
  const max = () => props.max ?? MAX_FACES
  const shown = () =>
    props.people.length > max() ? props.people.slice(0, Math.max(1, max() - 1)) : props.people
  const rest = () => props.people.slice(shown().length)
  return (
    <span class="people">
      <For each={shown()}>
        {(person) => (
          <Face
            name={person.name}
            label={person.label ?? ''}
            colour={person.colour}
            here={person.here === true}
            large={props.large === true}
          />
        )}
      </For>
      <Show when={rest().length > 0}>
        <span
          class="av more"
          classList={{ l: props.large === true }}
          role="img"
          aria-label={`and ${rest().map(nameOf).join('; ')}`}
          title={rest().map(nameOf).join('\n')}
        >
          +{rest().length}
        </span>
      </Show>
    </span>
  )
}
