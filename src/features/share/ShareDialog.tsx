import './share.css'
import { createEffect, createMemo, createSignal, on, onCleanup, Show, type JSX } from 'solid-js'
import { MAX_NAME_LENGTH } from '../../domain/member.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { announce } from '../../ui/announce.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Faces } from '../../ui/Face.tsx'
import { canShare, handOn } from '../../ui/handOn.ts'
import { Icon } from '../../ui/Icon.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { MoveDialog } from './MoveDialog.tsx'
import { copyText } from '../../ui/copyText.ts'

const SAID_MS = 2_500
const MAX_FACES = 8

/** Hands a list on: as a link or a code, to write in it or only to read. */
export const ShareDialog = (props: {
  readonly listId: string
  readonly onClose: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const list = createMemo(() => carrel.lists.open(props.listId))
  const [links, setLinks] = createSignal<{ readonly edit: string | null; readonly read: string } | null>(null)
  const [wanted, setWanted] = createSignal<'edit' | 'read'>('edit')
  const [said, setSaid] = createSignal<'copied' | 'by-hand' | null>(null)
  const [field, setField] = createSignal<HTMLInputElement>()
  let clock: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(clock))

  createEffect(
    on([list, () => list().phase()], ([shown]) => {
      let current = true
      onCleanup(() => (current = false))
      void shown.links().then((found) => current && setLinks(found))
    }),
  )
  const choice = () => (links()?.edit ? wanted() : 'read')
  const link = () => (choice() === 'edit' ? links()?.edit : links()?.read) ?? ''
  // Said of one link, and shown beside another, it would be believed of that.
  createEffect(
    on(link, () => {
      clearTimeout(clock)
      setSaid(null)
    }),
  )
  const [name, setName] = createSignal('')
  const sayName = (): void => {
    const { colour } = carrel.library.profile()
    if (name().trim() !== '') carrel.library.setProfile({ name: name(), colour })
  }
  const names = () =>
    list()
      .members()
      .map((member) =>
        member.me ? (member.name ? `${member.name} (you)` : 'You') : member.name || 'Someone',
      )

  const copy = async (): Promise<void> => {
    clearTimeout(clock)
    const done = await copyText(link())
    setSaid(done ? 'copied' : 'by-hand')
    if (done) {
      announce('Link copied')
      clock = setTimeout(() => setSaid(null), SAID_MS)
    } else {
      field()?.focus()
      field()?.select()
    }
  }
  const send = async (): Promise<void> => {
    // What the device will not open, the clipboard takes.
    if (!(await handOn({ title: list().title(), url: link() }))) await copy()
  }
  const [moving, setMoving] = createSignal(false)
  return (
    <Show
      when={!moving()}
      fallback={<MoveDialog list={list()} onBack={() => setMoving(false)} onClose={() => props.onClose()} />}
    >
      <Dialog
        open
        onClose={() => props.onClose()}
        title={`Share “${list().title() || 'this list'}”`}
        description="Whoever has the link can open the list, no account needed. The server that hands it over cannot read it."
      >
        <Show when={carrel.library.profile().name === null && list().role() !== 'reader'}>
          <form
            class="share-name"
            onSubmit={(event) => {
              event.preventDefault()
              sayName()
            }}
          >
            <TextField
              label="Your name, so that the others know who you are"
              value={name()}
              onInput={setName}
              maxLength={MAX_NAME_LENGTH}
              autocomplete="name"
            />
            <button type="submit" class="btn" disabled={name().trim() === ''}>
              Use it
            </button>
          </form>
        </Show>
        <Show
          when={links()?.edit}
          fallback={
            <Show when={links()}>
              <p class="share-note">
                You were given this list to read, so the link you can hand on is for reading too.
              </p>
            </Show>
          }
        >
          <div class="seg" role="group" aria-label="What the link allows">
            <button type="button" aria-pressed={choice() === 'edit'} onClick={() => setWanted('edit')}>
              Can edit
            </button>
            <button type="button" aria-pressed={choice() === 'read'} onClick={() => setWanted('read')}>
              Can only read
            </button>
          </div>
        </Show>
        <div class="linkbox">
          <input
            ref={setField}
            class="link"
            readonly
            aria-label={choice() === 'edit' ? 'Link to edit the list' : 'Link to read the list'}
            value={link()}
            onFocus={(event) => event.currentTarget.select()}
          />
          <button
            type="button"
            class="btn pri"
            data-first
            aria-disabled={link() === ''}
            onClick={() => link() !== '' && void copy()}
          >
            <Show when={said() === 'copied'} fallback="Copy link">
              <Icon name="check" />
              Copied
            </Show>
          </button>
        </div>
        <Show when={said() === 'by-hand'}>
          <p class="share-note" role="alert">
            This browser does not let Carrel copy. The link is selected: copy it with your keyboard or a long
            press.
          </p>
        </Show>
        <Show when={list().status().phase !== 'delivered'}>
          <p class="share-note wait">
            The latest changes have not left this device yet. Whoever opens the link sees them once it has
            been online.
          </p>
        </Show>
        <div class="qr">
          <div class="code">
            <Show when={link()}>
              <QrCode
                text={link()}
                label={choice() === 'edit' ? 'Code of the link to edit' : 'Code of the link to read'}
              />
            </Show>
          </div>
          <div class="qr-side">
            <p>Scan with a phone’s camera to join from it.</p>
            <Show when={canShare()}>
              <button type="button" class="btn" disabled={link() === ''} onClick={() => void send()}>
                <Icon name="share" />
                Send it…
              </button>
            </Show>
            <div class="share-members">
              <Faces people={list().members()} max={MAX_FACES} />
              <span>
                <b>{count(list().members().length, 'member', 'members')}</b>
                <Show when={names().length > 0}>: {names().join(', ')}</Show>
              </span>
              <Show when={list().role() === 'owner'}>
                <button type="button" class="plain-link" onClick={() => setMoving(true)}>
                  Remove somebody, or reset the links…
                </button>
              </Show>
            </div>
          </div>
        </div>
      </Dialog>
    </Show>
  )
}
