import './palette.css'
import { parseColour } from '../domain/colour.ts'

/** What each colour of the palette is called, by its number. */
export const COLOUR_NAMES = ['Green', 'Purple', 'Orange', 'Blue', 'Wine', 'Teal', 'Olive', 'Slate'] as const

/** A palette number as a CSS colour; a number nobody knows is the first. */
export const paletteColour = (colour: number): string => `var(--c${parseColour(colour)})`
