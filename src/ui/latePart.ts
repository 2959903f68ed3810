import { lazy, type Component } from 'solid-js'
import { untilDone } from '../lib/untilDone.ts'

/** A part that could not be fetched is asked for again this often: the network of a first visit may come back. */
const RETRY_MS = 5_000

/**
 * A component that is fetched when it is first shown. Until it is here the nearest Suspense shows its fallback, however
 * long the network is away: a part that cannot be fetched must not take the whole page along.
 */
export const latePart = <Props extends object>(load: () => Promise<Component<Props>>): Component<Props> =>
  lazy(async () => ({
    default: await untilDone(load, () => new Promise((resolve) => setTimeout(resolve, RETRY_MS))),
  }))
