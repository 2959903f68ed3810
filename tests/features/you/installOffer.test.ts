import { describe, expect, it } from 'vitest'
import { installOffer } from '../../../src/features/you/installOffer.ts'

const STEPS = { steps: 'Open the File menu, then Add to Dock.', keeps: 'What is installed is kept.' }
const now = {
  prompt: false,
  installed: false,
  steps: STEPS,
  answered: false,
  savedSomething: true,
  settled: true,
}

describe('the offer to install', () => {
  it.each([
    ['is the steps in Safari, once there is something to keep', {}, 'steps'],
    ['is not made in the first seconds', { settled: false }, null],
    ['is not made before something was saved', { savedSomething: false }, null],
    ['is made once', { answered: true }, null],
    ['is not made to whom it is installed', { installed: true }, null],
    ['is not made by steps where nothing is forgotten', { steps: { ...STEPS, keeps: null } }, null],
    ['is not made where nothing can be installed', { steps: null }, null],
    [
      'is the browser’s own at once, where it has one',
      { prompt: true, settled: false, savedSomething: false },
      'prompt',
    ],
    ['is not made again by the browser’s own', { prompt: true, answered: true }, null],
  ] as const)('%s', (_title, change, offered) => {
    expect(installOffer({ ...now, ...change })).toBe(offered)
  })
})
