import { Link } from '@tanstack/solid-router'
import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js'
import { MAX_NAME_LENGTH, parseMemberName } from '../../domain/member.ts'
import { useCarrel } from '../../state/context.ts'
import { ColourPicker } from '../../ui/ColourPicker.tsx'
import { Face } from '../../ui/Face.tsx'
import { setSingleKeys } from '../../ui/keepKeys.ts'
import { keyFor, singleKeys } from '../../ui/shortcuts.ts'
import { TextField } from '../../ui/TextField.tsx'
import { DevicesSection } from './DevicesSection.tsx'
import { printStatus } from './syncText.ts'
import { printStorage } from './storageText.ts'
import './you.css'

const THEMES = [
  ['system', 'As the device'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const

/** The person and this device: who they are to others, and where their papers live. */
export const YouPage = (props: {
  /** Opens the sheet of shortcuts. */
  readonly onShortcuts: () => void
  /** Opens what the person did lately. */
  readonly onActivity: () => void
  /** Opens what the library was earlier. */
  readonly onEarlier: () => void
}): JSX.Element => (
  <section class="list page you" aria-label="You">
    <header class="bar">
      <div class="row">
        <h1>You</h1>
      </div>
    </header>
    <div class="scroll">
      <div class="you-body">
        <nav class="btns" aria-label="Yours">
          <Link to="/saved" class="btn">
            Saved papers
          </Link>
          <Link to="/tags" class="btn">
            Your tags
          </Link>
          <Link to="/add" search={{}} class="btn">
            Add papers
          </Link>
        </nav>
        <Who />
        <DevicesSection />
        <Looks />
        <Storage />
        <Lately open={props.onActivity} />
        <Earlier open={props.onEarlier} />
        <Sync />
        <Install />
        <Keyboard open={props.onShortcuts} />
        <About />
      </div>
    </div>
  </section>
)

const Who = (): JSX.Element => {
  const carrel = useCarrel()
  const [text, setText] = createSignal<string | null>(null)
  const kept = () => carrel.library.profile()
  const name = () => text() ?? kept().name ?? ''
  const nameless = () => text() !== null && parseMemberName(name()) === null && kept().name !== null
  const keep = (): void => {
    const parsed = parseMemberName(name())
    if (parsed !== null && parsed !== kept().name)
      carrel.library.setProfile({ name: parsed, colour: kept().colour })
    setText(null)
  }
  return (
    <section aria-labelledby="you-who">
      <h2 id="you-who">Name and colour</h2>
      <p>This is how you appear in the lists you share. Nobody else sees it.</p>
      <div class="you-who" onFocusOut={keep}>
        <Face name={name()} colour={kept().colour} large />
        <TextField
          label="Name"
          value={name()}
          maxLength={MAX_NAME_LENGTH}
          autocomplete="name"
          error={nameless() ? `Without a name you stay “${kept().name ?? ''}”.` : null}
          onInput={setText}
          onEnter={keep}
        />
      </div>
      <ColourPicker
        label="Colour"
        value={kept().colour}
        onChange={(colour) => carrel.library.setProfile({ name: kept().name ?? '', colour })}
      />
    </section>
  )
}

const Looks = (): JSX.Element => {
  const carrel = useCarrel()
  return (
    <section aria-labelledby="you-theme">
      <h2 id="you-theme">Theme</h2>
      <div class="seg" role="group" aria-labelledby="you-theme">
        <For each={THEMES}>
          {([theme, label]) => (
            <button
              type="button"
              aria-pressed={carrel.device.theme() === theme}
              onClick={() => carrel.device.setTheme(theme)}
            >
              {label}
            </button>
          )}
        </For>
      </div>
    </section>
  )
}

const Storage = (): JSX.Element => {
  const carrel = useCarrel()
  const [answer, setAnswer] = createSignal<'yes' | 'no' | null>(null)
  const ask = async (): Promise<void> => {
    setAnswer((await carrel.device.askToPersist()) ? 'yes' : 'no')
  }
  return (
    <section aria-labelledby="you-storage">
      <h2 id="you-storage">Storage</h2>
      <p>
        Your papers, tags, notes and lists live on this device, in this browser, and work without a network.
      </p>
      <p>{printStorage(carrel.device.storage())}</p>
      <p role="status" class="you-answer">
        <Switch>
          <Match when={answer() === 'yes'}>The browser has agreed to keep them.</Match>
          <Match when={answer() === 'no'}>
            The browser said no for now. It agrees more readily once Carrel is installed or has been used for
            a while.
          </Match>
        </Switch>
      </p>
      <Show when={carrel.device.storage()?.persisted === false}>
        <div class="btns">
          <button type="button" class="btn" onClick={() => void ask()}>
            Ask the browser to keep them
          </button>
        </div>
      </Show>
    </section>
  )
}

const Lately = (props: { readonly open: () => void }): JSX.Element => (
  <section aria-labelledby="you-lately">
    <h2 id="you-lately">What you did lately</h2>
    <p>What you saved, tagged and marked in the last 30 days can be looked at and undone, one by one.</p>
    <div class="btns">
      <button type="button" class="btn" aria-haspopup="dialog" onClick={() => props.open()}>
        Look at what you did
      </button>
    </div>
  </section>
)

const Earlier = (props: { readonly open: () => void }): JSX.Element => (
  <section aria-labelledby="you-earlier">
    <h2 id="you-earlier">Earlier versions</h2>
    <p>
      The server keeps sealed copies of your library for about two weeks. What was lost, a note or a tag, can
      be brought back from them.
    </p>
    <div class="btns">
      <button type="button" class="btn" aria-haspopup="dialog" onClick={() => props.open()}>
        Look at earlier versions
      </button>
    </div>
  </section>
)

const Sync = (): JSX.Element => {
  const carrel = useCarrel()
  return (
    <section aria-labelledby="you-sync">
      <h2 id="you-sync">Sync</h2>
      <p role="status">{printStatus(carrel.status())}</p>
      <p>
        The relay hands your changes to the people you share a list with. It cannot read them: only those who
        have a list’s link can. <Link to="/security">What is protected, and what is not</Link>
      </p>
      <dl class="you-facts">
        <dt>Relay</dt>
        <dd>
          <code>{carrel.device.relayUrl}</code>
        </dd>
        <dt>Connection</dt>
        <dd>{carrel.status().connected ? 'open' : 'none right now'}</dd>
      </dl>
    </section>
  )
}

const Keyboard = (props: { readonly open: () => void }): JSX.Element => (
  <section aria-labelledby="you-keys">
    <h2 id="you-keys">Keyboard</h2>
    <p>
      Everything can be done from the keyboard
      <Show when={keyFor('?')} fallback=".">
        {(key) => (
          <>
            ; <kbd>{key()}</kbd> lists the keys.
          </>
        )}
      </Show>{' '}
      Each key can be changed, on this device.
    </p>
    <label class="you-check">
      <input
        type="checkbox"
        checked={singleKeys()}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
      />
      Single letters act at once
      <Show when={keyFor('s')}>
        {(key) => (
          <>
            , such as <kbd>{key()}</kbd> to save
          </>
        )}
      </Show>
    </label>
    <div class="btns">
      <button type="button" class="btn" aria-haspopup="dialog" onClick={() => props.open()}>
        Show or change the keys
      </button>
    </div>
  </section>
)

const Install = (): JSX.Element => {
  const carrel = useCarrel()
  const installed = matchMedia('(display-mode: standalone)').matches
  return (
    <section aria-labelledby="you-install">
      <h2 id="you-install">Install</h2>
      <Switch>
        <Match when={installed}>
          <p>Carrel is installed on this device.</p>
        </Match>
        <Match when={carrel.device.canInstall()}>
          <p>As an app, Carrel has its own window and icon, and opens without a network.</p>
          <div class="btns">
            <button type="button" class="btn pri" onClick={() => void carrel.device.install()}>
              Install Carrel
            </button>
          </div>
        </Match>
        <Match when={true}>
          <p>Carrel can stand beside your other apps, with its own window and icon:</p>
          <ul>
            <li>iPhone and iPad: in Safari, Share, then Add to Home Screen.</li>
            <li>Android: in the browser’s menu, Install app or Add to Home screen.</li>
            <li>Chrome and Edge on a computer: the install sign at the right end of the address.</li>
            <li>Safari on a Mac: File, then Add to Dock.</li>
          </ul>
        </Match>
      </Switch>
    </section>
  )
}

const About = (): JSX.Element => {
  const carrel = useCarrel()
  return (
    <section aria-labelledby="you-about">
      <h2 id="you-about">About</h2>
      <p>
        Carrel {carrel.device.version}, free software under the MIT licence. A reader’s own desk: no account,
        no tracking, nothing of yours readable on a server.
      </p>
      <Show when={carrel.device.updateWaiting()}>
        <p>A new version is ready.</p>
        <div class="btns">
          <button type="button" class="btn pri" onClick={() => carrel.device.reload()}>
            Reload to use it
          </button>
        </div>
      </Show>
    </section>
  )
}
