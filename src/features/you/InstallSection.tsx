import { Match, Show, Switch, type JSX } from 'solid-js'
import { useCarrel } from '../../state/context.ts'
import { hasIconBadge, iconBadgeWanted, setIconBadge } from '../../ui/iconBadge.ts'
import { isInstalled } from './installed.ts'
import { installSteps } from './installSteps.ts'

/** How Carrel becomes an app of its own on this device. */
export const InstallSection = (): JSX.Element => {
  const carrel = useCarrel()
  const installed = isInstalled()
  const steps = installSteps({ userAgent: navigator.userAgent, touchPoints: navigator.maxTouchPoints })
  return (
    <section aria-labelledby="you-install">
      <h2 id="you-install">Install</h2>
      <Switch>
        <Match when={installed}>
          <p>Carrel is installed on this device.</p>
        </Match>
        <Match when={carrel.device.installPrompt()}>
          <p>As an app, Carrel has its own window and icon, and opens without a network.</p>
          <div class="btns">
            <button
              type="button"
              class="btn pri"
              onClick={() => void carrel.device.installPrompt()?.prompt()}
            >
              Install Carrel
            </button>
          </div>
        </Match>
        <Match when={steps}>
          {(own) => (
            <>
              <p>Carrel can stand beside your other apps, with its own window and icon. {own().steps}</p>
              <Show when={own().keeps}>{(keeps) => <p>{keeps()}</p>}</Show>
            </>
          )}
        </Match>
        <Match when={true}>
          <p>
            This browser installs no apps. Carrel works in a tab all the same, also without a network. Chrome
            and Edge, Safari 17 or later on a Mac, Safari on an iPhone or iPad, Firefox on Android and, on
            Windows, Firefox 143 or later can give it an icon of its own.
          </p>
        </Match>
      </Switch>
      <Show when={hasIconBadge()}>
        <label class="you-check">
          <input
            type="checkbox"
            checked={iconBadgeWanted()}
            onChange={(event) => setIconBadge(event.currentTarget.checked)}
          />
          Mark the app’s icon when labmates have done something, with a number when they speak to you
        </label>
      </Show>
    </section>
  )
}
