import { createContext, useContext } from 'solid-js'
import { assert } from '../lib/assert.ts'
import type { Carrel } from './carrel.ts'

export const CarrelContext = createContext<Carrel>()

/** The machine behind the screens; call it while a component is being set up. */
export const useCarrel = (): Carrel => {
  const carrel = useContext(CarrelContext)
  assert(carrel, 'a component that uses Carrel stands inside CarrelContext')
  return carrel
}
