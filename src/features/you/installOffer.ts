import type { InstallSteps } from './installSteps.ts'

/** Long after the first look: whoever only passes by is not asked. */
export const INSTALL_AFTER_MS = 20_000

/**
 * What is offered where Carrel is not installed: the browser's own question (`prompt`), the steps that lead there where
 * it has none and forgets what is not installed (`steps`), or nothing.
 */
export const installOffer = (now: {
  readonly prompt: boolean
  readonly installed: boolean
  readonly steps: InstallSteps | null
  /** The person has said no, or has read it: once is enough. */
  readonly answered: boolean
  readonly savedSomething: boolean
  /** The page has been open for a while. */
  readonly settled: boolean
}): 'prompt' | 'steps' | null => {
  if (now.answered || now.installed) return null
  if (now.prompt) return 'prompt'
  const matters = now.steps !== null && now.steps.keeps !== null
  return matters && now.savedSomething && now.settled ? 'steps' : null
}
