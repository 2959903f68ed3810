import { Link } from '@tanstack/solid-router'
import { createSignal, For, Show, type JSX } from 'solid-js'
import { MAX_NAME_LENGTH, parseMemberName } from '../../domain/member.ts'
import { useCarrel } from '../../state/context.ts'
import { ColourPicker } from '../../ui/ColourPicker.tsx'
import { Face } from '../../ui/Face.tsx'
import { setSingleKeys } from '../../ui/keepKeys.ts'
import { keyFor, singleKeys } from '../../ui/shortcuts.ts'
import { TextField } from '../../ui/TextField.tsx'
import { AboutSection } from './AboutSection.tsx'
import { BackupSection } from './BackupSection.tsx'
import { DevicesSection } from './DevicesSection.tsx'
import { FeedsSection } from './FeedsSection.tsx'
import { InstallSection } from './InstallSection.tsx'
import { LookupSection } from './LookupSection.tsx'
import { printStatus } from './syncText.ts'
import { StorageSection } from './StorageSection.tsx'
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
    <div class="scroll" data-scroll-restoration-id="you">
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
        <FeedsSection />
        <BackupSection />
        <Looks />
        <StorageSection />
        <Lately open={props.onActivity} />
        <Earlier open={props.onEarlier} />
        <Sync />
        <LookupSection />
        <InstallSection />
        <Keyboard open={props.onShortcuts} />
        <AboutSection />
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
      Copies of your library are kept on the server for about two weeks, and only your devices can read them.
      What was lost, a note or a tag, can be brought back from them.
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
      <h2 id="you-sync">Between devices and people</h2>
      <p role="status">{printStatus(carrel.status())}</p>
      <p>
        A server hands your changes to your other devices, and to the people you share a list with. It cannot
        read them: only those who have a list’s link can.{' '}
        <Link to="/security">What is protected, and what is not</Link>
      </p>
      <details class="you-server">
        <summary>For whoever runs the server</summary>
        <dl class="you-facts">
          <dt>Address</dt>
          <dd>
            <code>{carrel.device.relayUrl}</code>
          </dd>
          <dt>Connection</dt>
          <dd>{carrel.status().connected ? 'open' : 'none right now'}</dd>
        </dl>
      </details>
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
