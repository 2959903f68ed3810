import { Match, Show, Switch, type JSX } from 'solid-js'
import { BackupReminder } from '../features/backup/BackupReminder.tsx'
import { FirstRunLine } from '../features/backup/FirstRunLine.tsx'
import { InstallOffer } from '../features/you/InstallOffer.tsx'
import { useCarrel } from '../state/context.ts'

const UpdateCard = (): JSX.Element => {
  const carrel = useCarrel()
  const reload = async (): Promise<void> => (await carrel.device.updates())?.reload()
  const fetchAnew = async (): Promise<void> => {
    const updates = await carrel.device.updates()
    if (updates) updates.fetchAnew()
    // Where the browser keeps nothing of the app, all of it comes with the page.
    else location.reload()
  }
  return (
    <div class="offer">
      <Switch>
        <Match when={carrel.device.update() === 'damaged'}>
          <span>A part of Carrel did not arrive whole. Your papers are not touched.</span>
          <button type="button" class="btn" onClick={() => void fetchAnew()}>
            Fetch it anew
          </button>
        </Match>
        <Match when={carrel.device.update() === 'replaced'}>
          <span>Carrel was updated. Reload this tab when you are ready.</span>
          <button type="button" class="btn" onClick={() => void reload()}>
            Reload
          </button>
        </Match>
        <Match when={carrel.device.update() === 'ready'}>
          <span>A new version is ready.</span>
          <button type="button" class="btn" onClick={() => void reload()}>
            Reload
          </button>
        </Match>
      </Switch>
    </div>
  )
}

/** Quiet offers: to come from elsewhere, a backup, a new version, and to install. None is ever forced. */
export const OfferCards = (): JSX.Element => {
  const carrel = useCarrel()
  return (
    <>
      <FirstRunLine />
      <BackupReminder />
      <Show when={carrel.device.update()}>
        <UpdateCard />
      </Show>
      <InstallOffer />
    </>
  )
}
