import './share.css'
import {
  createEffect,
  createMemo,
  createSignal,
  Match,
  on,
  onCleanup,
  Show,
  Switch,
  type JSX,
} from 'solid-js'
import { MAX_NAME_LENGTH } from '../../domain/member.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Faces } from '../../ui/Face.tsx'
import { canShare } from '../../ui/handOn.ts'
import { Icon } from '../../ui/Icon.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { LinkBox, type LinkBoxState } from './LinkBox.tsx'
import { MoveDialog } from './MoveDialog.tsx'
import { printNames } from './printNames.ts'
import { PublishDialog } from './PublishDialog.tsx'

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
  createEffect(
    on([list, () => list().phase()], ([shown]) => {
      let current = true
      onCleanup(() => (current = false))
      void shown.links().then((found) => current && setLinks(found))
    }),
  )
  const choice = () => (links()?.edit ? wanted() : 'read')
  const link = () => (choice() === 'edit' ? links()?.edit : links()?.read) ?? ''
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

  let box: LinkBoxState | undefined
  const [instead, setInstead] = createSignal<'move' | 'publish' | null>(null)
  const back = (): void => void setInstead(null)
  return (
    <Switch fallback={<PublishDialog list={list()} onBack={back} onClose={() => props.onClose()} />}>
      <Match when={instead() === 'move'}>
        <MoveDialog list={list()} onBack={back} onClose={() => props.onClose()} />
      </Match>
      <Match when={instead() === null}>
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
          <LinkBox
            ref={(state) => (box = state)}
            link={link()}
            label={choice() === 'edit' ? 'Link to edit the list' : 'Link to read the list'}
          />
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
                <button
                  type="button"
                  class="btn"
                  disabled={link() === ''}
                  onClick={() => void box?.send(list().title())}
                >
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
                  <button type="button" class="plain-link" onClick={() => setInstead('move')}>
                    Remove somebody, or reset the links…
                  </button>
                </Show>
              </div>
            </div>
          </div>
          <Show when={choice() === 'edit' && list().role() !== 'reader' && list().phase() === 'ready'}>
            <p class="share-note share-publish">
              <Show
                when={list().published().length > 0}
                fallback="Others may follow what you read, without seeing who is in the list or what you say: "
              >
                A feed of this list is published by {printNames(list().published())}:{' '}
              </Show>
              <button type="button" class="plain-link" onClick={() => setInstead('publish')}>
                {list()
                  .published()
                  .some(({ me }) => me)
                  ? 'Its link, its name, and how to end it'
                  : 'Publish it as a feed…'}
              </button>
            </p>
          </Show>
        </Dialog>
      </Match>
    </Switch>
  )
}
