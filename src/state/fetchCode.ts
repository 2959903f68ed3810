import { untilDone } from '../lib/untilDone.ts'

/** Code that could not be fetched is asked for again this often: the network of a first visit may come back. */
const RETRY_MS = 5_000

/** Loads a part of the app that is fetched when it is first needed; goes on asking until it is here. */
export const fetchCode = <T>(load: () => Promise<T>): Promise<T> =>
  untilDone(load, () => new Promise((resolve) => setTimeout(resolve, RETRY_MS)))
