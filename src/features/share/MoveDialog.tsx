import { createMemo, createSignal, For, Match, Show, Switch, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { OpenList, StayingMember } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { announce } from '../../ui/announce.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Face } from '../../ui/Face.tsx'

const TRUST: Record<StayingMember['trust'], string | null> = {
  me: 'you',
  known: null,
  new: 'came within the last hour: tick only if you know them',
  changed: 'goes by another key than before: tick only if you know why',
  'no-key': 'has not opened the list lately, so needs the new link from you',
}

/** Shuts people out of a list, or old links, by moving it to a new address with those who stay. */
export const MoveDialog = (props: {
  readonly list: OpenList
  readonly onBack: () => void
  readonly onClose: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  /** What was ticked or unticked by hand; everybody else as their key deserves. */
  const [chosen, setChosen] = createSignal<ReadonlyMap<string, boolean>>(new Map())
  const [readersFollow, setReadersFollow] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [fault, setFault] = createSignal<string | null>(null)

  const others = createMemo(() => props.list.staying().filter(({ trust }) => trust !== 'me'))
  const stays = ({ id, trust }: StayingMember): boolean =>
    trust !== 'no-key' && (chosen().get(id) ?? trust === 'known')
  const leaving = () => others().filter((member) => !stays(member))
  const names = () => leaving().map(({ name }) => name || 'Someone')
  const waiting = () => props.list.place() === 'moving'

  const move = async (): Promise<void> => {
    if (busy()) return
    setBusy(true)
    setFault(null)
    const said = names()
    const keep = others()
      .filter(stays)
      .map(({ id }) => id)
    const done = await props.list.moveAway({ keep, readersFollow: readersFollow() })
    setBusy(false)
    if (!done.ok) {
      setFault(done.error)
      return
    }
    const sentence =
      said.length === 0 ? 'The links are new. The old ones open nothing.' : `Left out: ${said.join(', ')}.`
    announce(sentence)
    carrel.undo.say(sentence)
    props.onClose()
  }

  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      title={`Who stays in “${props.list.title() || 'this list'}”`}
      description="Carrel moves the list to a new address and hands that to everybody who stays. Their apps follow by themselves, with all that is in it. Whoever is left out keeps what they have read and gets nothing that comes later. Old links stop working."
    >
      <Show
        when={!waiting()}
        fallback={
          <p class="share-note wait">
            This list is moving already. It happens as soon as this device reaches the server.
          </p>
        }
      >
        <Show
          when={others().length > 0}
          fallback={<p class="share-note">Nobody else is in the list. Moving it resets its links.</p>}
        >
          <ul class="move-members" aria-label="Members">
            <For each={others()}>
              {(member) => (
                <li>
                  <label>
                    <input
                      type="checkbox"
                      data-first
                      checked={stays(member)}
                      disabled={member.trust === 'no-key'}
                      onChange={(event) => {
                        const { checked } = event.currentTarget
                        setChosen((before) => new Map(before).set(member.id, checked))
                      }}
                    />
                    <Face name={member.name} colour={member.colour} />
                    <span class="move-name">
                      {member.name || 'Someone'}
                      <Show when={TRUST[member.trust]}>{(note) => <small>{note()}</small>}</Show>
                    </span>
                    <span class="move-fate" aria-hidden="true">
                      {stays(member) ? 'stays' : 'is left out'}
                    </span>
                  </label>
                </li>
              )}
            </For>
          </ul>
        </Show>
        <label class="move-readers">
          <input
            type="checkbox"
            checked={readersFollow()}
            onChange={(event) => setReadersFollow(event.currentTarget.checked)}
          />
          <span>
            Whoever could read the list can go on reading it
            <small>
              <Switch fallback="Without this, people with a link for reading need the new one.">
                <Match when={readersFollow()}>
                  That includes everybody you leave out, and anybody who has one of the old links.
                </Match>
              </Switch>
            </small>
          </span>
        </label>
        <Show when={fault()}>
          {(sentence) => (
            <p class="share-note" role="alert">
              {sentence()}
            </p>
          )}
        </Show>
      </Show>
      <div class="dialog-acts">
        <button type="button" class="btn" onClick={() => props.onBack()}>
          Back
        </button>
        <Show
          when={!waiting()}
          fallback={
            <button type="button" class="btn" onClick={() => props.list.stayHere()}>
              Do not move it after all
            </button>
          }
        >
          <button
            type="button"
            class="btn"
            classList={{ danger: leaving().length > 0, pri: leaving().length === 0 }}
            aria-disabled={busy()}
            onClick={() => void move()}
          >
            {leaving().length === 0
              ? 'Reset the links'
              : `Leave out ${leaving().length === 1 ? names()[0] : count(leaving().length, 'person', 'people')}`}
          </button>
        </Show>
      </div>
    </Dialog>
  )
}
