import { buildCarrel } from '../helpers/carrelServer.ts'

/** Builds once what every file of this suite opens. */
export const setup = buildCarrel
