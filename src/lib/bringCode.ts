/** The address of the module that did not arrive, where the browser names it; Chromium and Firefox do. */
const addressIn = (error: unknown, origin: string): string | null => {
  const message = error instanceof Error ? error.message : ''
  const address = /https?:\/\/[^\s'"]+\.js\b/.exec(message)?.[0]
  return address?.startsWith(`${origin}/`) ? address : null
}

/**
 * Loads a part of the app, with a `pause` before each try but the first; goes on until it is here. A browser may
 * remember as long as the page stands that a module did not arrive, as HTML's module map has it (Firefox, and Chromium
 * by now), and then does not ask the network again: so it is asked for under another address of `origin` too. `bring`
 * imports what is at an address.
 */
export const bringCode = async <Code>(
  load: () => Promise<Code>,
  pause: () => Promise<unknown>,
  origin: string,
  // reason: what is at the address of a module is that module
  bring = (address: string) => import(/* @vite-ignore */ address) as Promise<Code>,
): Promise<Code> => {
  for (let again = 1; ; again++) {
    try {
      return await load()
    } catch (error) {
      await pause()
      const address = addressIn(error, origin)
      // What does not come so either is asked for by its own address first, and then under the next.
      const code = address === null ? null : await bring(`${address}?again=${again}`).catch(() => null)
      if (code !== null) return code
    }
  }
}
