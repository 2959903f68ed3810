import { lazy, type Component } from 'solid-js'
import { bringCode } from '../lib/bringCode.ts'

/** A part that could not be fetched is asked for again this often: the network of a first visit may come back. */
const RETRY_MS = 5_000

/** A component that can be fetched before it is shown, and then is there in the same frame as what is around it. */
type LatePart<Props extends object> = Component<Props> & { readonly preload: () => Promise<unknown> }

/**
 * A component, `of` a module, that is fetched when it is first shown. Until it is here the nearest Suspense shows its
 * fallback, however long the network is away: a part that cannot be fetched must not take the whole page along.
 */
export const latePart = <Code, Props extends object>(
  load: () => Promise<Code>,
  of: (code: Code) => Component<Props>,
): LatePart<Props> => {
  const code = (): Promise<Code> =>
    bringCode(load, () => new Promise((resolve) => setTimeout(resolve, RETRY_MS)), location.origin)
  return lazy(async () => ({ default: of(await code()) }))
}
