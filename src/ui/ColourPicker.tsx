import './colourPicker.css'
import { createUniqueId, For, type JSX } from 'solid-js'
import { Icon } from './Icon.tsx'
import { COLOUR_NAMES, paletteColour } from './paletteColour.ts'

/** One colour out of the palette. */
export const ColourPicker = (props: {
  readonly label: string
  readonly value: number
  readonly onChange: (colour: number) => void
}): JSX.Element => {
  const name = createUniqueId()
  return (
    <fieldset class="colour-picker">
      <legend>{props.label}</legend>
      <div class="swatches">
        <For each={COLOUR_NAMES}>
          {(word, index) => (
            <label title={word}>
              <input
                type="radio"
                name={name}
                aria-label={word}
                checked={props.value === index()}
                onChange={() => props.onChange(index())}
              />
              <span class="swatch" style={{ '--face': paletteColour(index()) }}>
                <Icon name="check" small />
              </span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  )
}
