import { createMemo, createSignal, Match, onCleanup, Switch, type JSX } from 'solid-js'
import { useCarrel } from '../../state/context.ts'
import { Icon } from '../../ui/Icon.tsx'
import { isInstalled } from './installed.ts'
import { INSTALL_AFTER_MS, installOffer } from './installOffer.ts'
import { installSteps } from './installSteps.ts'

const INSTALL_ANSWER = 'carrel.install-later'

const readAnswer = (): boolean => {
  try {
    return localStorage.getItem(INSTALL_ANSWER) !== null
  } catch {
    return false
  }
}
const [answered, setAnswered] = createSignal(readAnswer())

const putOff = (): void => {
  setAnswered(true)
  try {
    localStorage.setItem(INSTALL_ANSWER, 'yes')
  } catch {
    // Asked again at the next visit.
  }
}

/** A quiet offer to install, until it was answered: the browser's own, or how to where Safari has none. */
export const InstallOffer = (): JSX.Element => {
  const carrel = useCarrel()
  const [settled, setSettled] = createSignal(false)
  const clock = setTimeout(() => setSettled(true), INSTALL_AFTER_MS)
  onCleanup(() => clearTimeout(clock))
  const steps = installSteps({ userAgent: navigator.userAgent, touchPoints: navigator.maxTouchPoints })
  const offer = createMemo(() =>
    installOffer({
      prompt: carrel.device.installPrompt() !== null,
      installed: isInstalled(),
      steps,
      answered: answered(),
      savedSomething: carrel.library.saved().length > 0,
      settled: settled(),
    }),
  )
  const close = (): JSX.Element => (
    <button type="button" class="icon" aria-label="Not now" title="Not now" onClick={putOff}>
      <Icon name="close" small />
    </button>
  )
  return (
    <Switch>
      <Match when={offer() === 'prompt'}>
        <div class="offer install">
          <span>Install Carrel: it opens at once, also with no network.</span>
          <button type="button" class="btn" onClick={() => void carrel.device.installPrompt()?.prompt()}>
            Install
          </button>
          {close()}
        </div>
      </Match>
      <Match when={offer() === 'steps'}>
        <div class="offer install" role="status">
          <span>This browser may forget what a site keeps; an installed app keeps it. {steps?.steps}</span>
          {close()}
        </div>
      </Match>
    </Switch>
  )
}
