import { runUsual, scopes } from './shortcuts.ts'

/** Whether a screen that stands has a use for what this key usually does. */
export const hasShortcut = (usual: string): boolean => scopes.some((scope) => Object.hasOwn(scope, usual))

/** Does what this key usually does, for whoever chose it by its name. */
export const runShortcut = (usual: string): boolean => runUsual(new KeyboardEvent('keydown'), usual)
