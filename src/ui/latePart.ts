import { lazy, type Component } from 'solid-js'
import { untilDone } from '../lib/untilDone.ts'

/** A part that could not be fetched is asked for again this often: the network of a first visit may come back. */
const RETRY_MS = 5_000

/**
 * The component `name` of a file that is fetched when it is first shown. Until it is here the nearest Suspense shows its
 * fallback, however long the network is away: a part that cannot be fetched must not take the whole page along.
 */
export const latePart = <
  Name extends string,
  // eslint-disable-next-line typescript/no-explicit-any -- reason: what the component takes is for whoever shows it
  Module extends Record<Name, Component<any>>,
>(
  load: () => Promise<Module>,
  name: Name,
) =>
  lazy(async () => {
    const module = await untilDone(load, () => new Promise((resolve) => setTimeout(resolve, RETRY_MS)))
    return { default: module[name] }
  })
