import { bringCode } from '../lib/bringCode.ts'

/** Code that could not be fetched is asked for again this often: the network of a first visit may come back. */
const RETRY_MS = 5_000

/** Loads a part of the app that is fetched when it is first needed; goes on asking until it is here. */
export const fetchCode = <Code>(load: () => Promise<Code>): Promise<Code> =>
  bringCode(
    load,
    () => new Promise((resolve) => setTimeout(resolve, RETRY_MS)),
    // Outside of a browser nothing is fetched.
    typeof location === 'undefined' ? '' : location.origin,
  )
