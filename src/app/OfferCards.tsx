import { createSignal, Show, type JSX } from 'solid-js'
import { useCarrel } from '../state/context.ts'
import { Icon } from '../ui/Icon.tsx'

const INSTALL_ANSWER = 'carrel.install-later'

const readLater = (): boolean => {
  try {
    return localStorage.getItem(INSTALL_ANSWER) !== null
  } catch {
    return false
  }
}
const [installLater, setInstallLater] = createSignal(readLater())

const putOff = (): void => {
  setInstallLater(true)
  try {
    localStorage.setItem(INSTALL_ANSWER, 'yes')
  } catch {
    // Asked again at the next visit.
  }
}

/** Two quiet offers: a new version, and to install. Neither is ever forced. */
export const OfferCards = (): JSX.Element => {
  const carrel = useCarrel()
  return (
    <>
      <Show when={carrel.device.updateWaiting()}>
        <div class="offer">
          <span>A new version is ready.</span>
          <button type="button" class="btn" onClick={() => carrel.device.reload()}>
            Reload
          </button>
        </div>
      </Show>
      <Show when={carrel.device.canInstall() && !installLater()}>
        <div class="offer install">
          <span>Install Carrel: it opens at once, also with no network.</span>
          <button type="button" class="btn" onClick={() => void carrel.device.install()}>
            Install
          </button>
          <button type="button" class="icon" aria-label="Not now" title="Not now" onClick={putOff}>
            <Icon name="close" small />
          </button>
        </div>
      </Show>
    </>
  )
}
