import { copyText } from '../../ui/copyText.ts'
import './devices.css'
import { Link } from '@tanstack/solid-router'
import { createEffect, createSignal, on, onCleanup, onMount, Show, untrack, type JSX } from 'solid-js'
import type { LibraryGift, LibraryRequest } from '../../state/devices.ts'
import { useCarrel } from '../../state/context.ts'
import { announce } from '../../ui/announce.ts'
import { Icon } from '../../ui/Icon.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { takeArrivedCode } from './arrivedCode.ts'
import { LinkSteps, StepHeading } from './LinkSteps.tsx'

/** Longer than any link; what is pasted beyond it is something else. */
const MAX_PASTED_LENGTH = 4_000
const SAID_MS = 2_500

const Page = (props: { readonly label: string; readonly children: JSX.Element }): JSX.Element => (
  <section class="sheet page link-page" aria-label={props.label}>
    <div class="link-body">{props.children}</div>
  </section>
)

const ToYou = (): JSX.Element => (
  <Link class="btn" to="/you">
    To your devices
  </Link>
)

/** The device that has the library hands it to the one that shows a code. Nothing is said before a button is pressed. */
export const GivePage = (): JSX.Element => {
  const carrel = useCarrel()
  const [text, setText] = createSignal(takeArrivedCode())
  const [gift, setGift] = createSignal<LibraryGift | null>(null)
  const [fault, setFault] = createSignal<string | null>(null)
  const [pasted, setPasted] = createSignal('')

  // The page may stand already when a code is put into the address.
  const onHashChange = (): void => {
    const arrived = takeArrivedCode()
    if (arrived !== null) setText(arrived)
  }
  onMount(() => addEventListener('hashchange', onHashChange))
  onCleanup(() => removeEventListener('hashchange', onHashChange))

  createEffect(
    on([text, carrel.ready], ([given, ready]) => {
      if (given === null || !ready) return
      let current = true
      onCleanup(() => (current = false))
      setFault(null)
      setGift(null)
      void carrel.devices().then(async (devices) => {
        const found = await devices.give(given)
        if (!current) return
        if (found.ok) setGift(found.value)
        else setFault(found.error)
      })
    }),
  )
  const usePasted = (): void => {
    const given = pasted().trim()
    setPasted('')
    // The same link twice must look again.
    if (untrack(text) === given) setText(null)
    setText(given)
  }
  const another = (): void => {
    setGift(null)
    setText(null)
  }

  const opening = (): JSX.Element => (
    <>
      <h1>Opening the link…</h1>
      <p class="by">One moment.</p>
    </>
  )
  const paste = (): JSX.Element => (
    <>
      <h1>Link another device</h1>
      <ol class="link-how">
        <li>
          On the new device open Carrel, then You, then <b>Link this device to my other one</b>. It shows a
          code.
        </li>
        <li>Scan that code with this device’s camera app, or copy its link over and paste it here.</li>
      </ol>
      <form
        novalidate
        class="link-form"
        onSubmit={(event) => {
          event.preventDefault()
          usePasted()
        }}
      >
        <TextField
          label="Link shown by the new device"
          value={pasted()}
          onInput={setPasted}
          multiline
          rows={3}
          maxLength={MAX_PASTED_LENGTH}
          placeholder="https://…/link#…"
          error={fault()}
        />
        <div class="link-acts">
          <button type="submit" class="btn pri">
            Open the link
          </button>
          <ToYou />
        </div>
      </form>
    </>
  )

  return (
    <Page label="Link another device">
      <Show
        when={gift()}
        keyed
        fallback={
          <Show when={text() !== null && fault() === null} fallback={paste()}>
            {opening()}
          </Show>
        }
      >
        {(shown) => (
          <LinkSteps
            linking={shown}
            other={shown.name() ?? 'The other device'}
            resting={
              <>
                <p class="link-kind">
                  <Icon name="lock" small />A device asks for your library
                </p>
                <StepHeading>Hand your library over?</StepHeading>
                <p class="by">
                  The device that shows the code gets everything you have here: saved papers, tags, notes and
                  lists, and may do with them what you may.
                </p>
                <p class="link-note wait">
                  Go on only if you hold that device in your hand. If somebody sent you this link, stop here.
                </p>
                <div class="link-acts">
                  <button type="button" class="btn pri" onClick={() => shown.begin()}>
                    I hold it in my hand
                  </button>
                  <ToYou />
                </div>
              </>
            }
            waiting={(reached) => (
              <>
                <StepHeading>Looking for the other device…</StepHeading>
                <p class="by" role="status">
                  {reached()
                    ? 'Keep the page with the code open there.'
                    : 'There is no network right now. Keep this page open: it goes on by itself.'}
                </p>
                <div class="link-acts">
                  <button type="button" class="btn" onClick={() => shown.cancel()}>
                    Stop
                  </button>
                </div>
              </>
            )}
            handing={
              <>
                <StepHeading>Handing over…</StepHeading>
                <p class="by" role="status">
                  Keep this page open until the other device has everything.
                </p>
              </>
            }
            done={
              <>
                <StepHeading>Linked</StepHeading>
                <p class="by">
                  {shown.name() ?? 'The other device'} has your library. From now on the two keep in step by
                  themselves.
                </p>
                <div class="link-acts">
                  <Link class="btn pri" to="/you">
                    See your devices
                  </Link>
                </div>
              </>
            }
            again={
              <>
                <button type="button" class="btn pri" onClick={another}>
                  Open another link
                </button>
                <ToYou />
              </>
            }
          />
        )}
      </Show>
    </Page>
  )
}

const Code = (props: { readonly request: LibraryRequest; readonly reached: boolean }): JSX.Element => {
  const [said, setSaid] = createSignal<'copied' | 'by-hand' | null>(null)
  const [field, setField] = createSignal<HTMLInputElement>()
  let clock: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(clock))
  const copy = async (): Promise<void> => {
    clearTimeout(clock)
    const done = await copyText(props.request.address)
    setSaid(done ? 'copied' : 'by-hand')
    if (done) {
      announce('Link copied')
      clock = setTimeout(() => setSaid(null), SAID_MS)
    } else field()?.select()
  }
  return (
    <>
      <StepHeading>Scan this with your other device</StepHeading>
      <p class="by">
        Use its camera app. Or copy the link over, and paste it there at You, <b>Link another device</b>.
      </p>
      <div class="link-qr">
        <QrCode text={props.request.address} label="Code for your other device" />
      </div>
      <div class="link-copy">
        <input
          ref={setField}
          readonly
          aria-label="Link for your other device"
          value={props.request.address}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="btn" onClick={() => void copy()}>
          {said() === 'copied' ? 'Copied' : 'Copy link'}
        </button>
      </div>
      <Show when={said() === 'by-hand'}>
        <p class="link-note" role="alert">
          This browser does not let Carrel copy. The link is selected: copy it with your keyboard or a long
          press.
        </p>
      </Show>
      <p class="link-note" role="status">
        {props.reached
          ? 'Waiting for your other device. The code is good for ten minutes; let nobody else see it.'
          : 'There is no network right now. Keep this page open: it goes on by itself.'}
      </p>
      <div class="link-acts">
        <button type="button" class="btn" onClick={() => props.request.cancel()}>
          Stop
        </button>
      </div>
    </>
  )
}

/** The new device shows a code and waits for the library. Nothing is said before the button is pressed. */
export const AskPage = (): JSX.Element => {
  const carrel = useCarrel()
  const [request, setRequest] = createSignal<LibraryRequest | null>(null)
  let gone = false
  onCleanup(() => (gone = true))
  const prepare = async (begin: boolean): Promise<void> => {
    const made = await (await carrel.devices()).ask()
    if (gone) return
    setRequest(made)
    if (begin) made.begin()
  }
  onMount(() => void prepare(false))

  return (
    <Page label="Link this device">
      <Show when={request()} keyed fallback={<h1>Link this device to my other one</h1>}>
        {(shown) => (
          <LinkSteps
            linking={shown}
            other="Your other device"
            resting={
              <>
                <h1>Link this device to my other one</h1>
                <p class="by">
                  It then holds the library you have there, and the two keep in step by themselves.
                  {shown.merges ? ' What is here already is put together with it: nothing is lost.' : ''}
                </p>
                <ol class="link-how">
                  <li>Take your other device, with Carrel on it and a network on both.</li>
                  <li>Let this one show a code, and scan it with the camera of the other.</li>
                  <li>Compare a number on both screens.</li>
                </ol>
                <div class="link-acts">
                  <button type="button" class="btn pri" onClick={() => shown.begin()}>
                    Show the code
                  </button>
                  <ToYou />
                </div>
              </>
            }
            waiting={(reached) => <Code request={shown} reached={reached()} />}
            handing={
              <>
                <StepHeading>Your library is on its way…</StepHeading>
                <p class="by" role="status">
                  Keep this page open. If it is closed all the same, it goes on when Carrel is next opened.
                </p>
              </>
            }
            done={
              <>
                <StepHeading>Linked</StepHeading>
                <p class="by">
                  This device holds your library
                  {shown.merges ? ', together with what was here before' : ''}.
                </p>
                <div class="link-acts">
                  <button type="button" class="btn pri" onClick={() => shown.reload()}>
                    Open your library
                  </button>
                </div>
              </>
            }
            again={
              <>
                <button type="button" class="btn pri" onClick={() => void prepare(true)}>
                  Show a new code
                </button>
                <ToYou />
              </>
            }
          />
        )}
      </Show>
    </Page>
  )
}
