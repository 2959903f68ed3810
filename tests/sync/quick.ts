import type { RoomTiming } from '../../src/sync/roomContext.ts'

/** Times short enough for a test to meet every one of them. */
export const QUICK: Partial<RoomTiming> = {
  promptMs: 2,
  batchMs: 5,
  auditMs: 150,
  healMs: 60,
  ackMs: 5_000,
  pendingMs: 300,
  firstPauseMs: 20,
  lastPauseMs: 300,
  refusedPauseMs: 300,
  compactJitterMs: 20,
  compactPauseMs: 50,
  garbagePauseMs: 100,
}

/**
 * Waits for a state, never for a time; what did not come about is named. The limit is for a machine that has ten other
 * things to do: it costs nothing where all is well.
 */
export const until = async (
  condition: () => boolean | Promise<boolean>,
  what: string | (() => string),
  limitMs = 60_000,
): Promise<void> => {
  const end = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`never: ${typeof what === 'string' ? what : what()}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** `length` letters that no deflation makes smaller. */
export const noise = (length: number): string => {
  let text = ''
  while (text.length < length)
    text += Buffer.from(crypto.getRandomValues(new Uint8Array(49_152))).toString('base64')
  return text.slice(0, length)
}
