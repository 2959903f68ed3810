import './groupNote.css'
import { createEffect, createMemo, createUniqueId, onCleanup, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { PeerCaret } from '../../editor/peerCarets.ts'
import { SharedTextArea } from '../../editor/SharedTextArea.tsx'
import type { Member, OpenList } from '../../state/lists.ts'
import { announce } from '../../ui/announce.ts'
import { Faces } from '../../ui/Face.tsx'
import { paletteColour } from '../../ui/paletteColour.ts'
import type { Called } from './memberNames.ts'

/** Without a key for this long a person is thinking, not writing. */
const WRITING_MS = 6_000

/** Several names in one sentence. */
const listNames = (names: readonly string[]): string =>
  names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** What the group writes together about a paper, with the carets of those who are in it. */
export const GroupNote = (props: {
  readonly list: OpenList
  readonly paperKey: PaperKey
  readonly writable: boolean
  readonly names: ReadonlyMap<string, Called>
  readonly onWriting: (writing: boolean) => void
}): JSX.Element => {
  const id = createUniqueId()
  const note = createMemo(() => props.list.noteOn(props.paperKey))
  const text = createMemo(() => note()?.text)
  const isEmpty = () => props.list.entry(props.paperKey)?.noted !== true

  const nameOf = (member: Member): string =>
    member.me ? 'You, elsewhere' : (props.names.get(member.id)?.short ?? 'Someone')
  const carets = createMemo<readonly PeerCaret[]>(() =>
    (note()?.carets() ?? []).flatMap(({ peer, member, anchor, head }) => {
      const who = props.list.member(member)
      // Whoever is nobody here may say what they like.
      if (!who) return []
      return [{ peer, name: nameOf(who), colour: paletteColour(who.colour), anchor, head }]
    }),
  )
  const inside = createMemo<readonly Member[]>(() => {
    const ids = new Set((note()?.carets() ?? []).map(({ member }) => member))
    return props.list.members().filter((member) => !member.me && ids.has(member.id))
  })
  const writing = createMemo(() => inside().filter((member) => member.writingOn === props.paperKey))
  const areWriting = (): string =>
    `${listNames(writing().map(nameOf))} ${writing().length === 1 ? 'is' : 'are'} writing…`

  /** Whose writing has been announced; once while they are in the note, however often they pause. */
  let told: ReadonlySet<string> = new Set()
  createEffect(() => {
    const stay = new Set(inside().map((member) => member.id))
    const fresh = writing().filter((member) => !told.has(member.id))
    told = new Set([...[...told].filter((one) => stay.has(one)), ...fresh.map((member) => member.id)])
    if (fresh.length > 0)
      announce(
        `${listNames(fresh.map(nameOf))} ${fresh.length === 1 ? 'is' : 'are'} writing in the group’s note`,
      )
  })

  let clock: ReturnType<typeof setTimeout> | undefined
  const rest = (): void => {
    if (clock === undefined) return
    clearTimeout(clock)
    clock = undefined
    props.onWriting(false)
  }
  const onTyped = (): void => {
    if (clock === undefined) props.onWriting(true)
    clearTimeout(clock)
    clock = setTimeout(rest, WRITING_MS)
  }
  onCleanup(() => clearTimeout(clock))

  return (
    <Show when={props.writable || !isEmpty() ? text() : undefined}>
      {(shared) => (
        <section
          class="group-note"
          aria-label={`Group’s note in ${props.list.title()}`}
          onFocusOut={rest}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return
            event.preventDefault()
            // Out of the field, to where the single keys work again.
            event.currentTarget.parentElement
              ?.closest<HTMLElement>('[tabindex="-1"]')
              ?.focus({ preventScroll: true })
          }}
        >
          <div class="group-note-head">
            <h3>
              Group’s note <span class="hint">everyone in the list reads it</span>
            </h3>
            <Show when={inside().length > 0}>
              <span class="group-note-here">
                <Show when={writing().length > 0}>
                  <span class="typing">{areWriting()}</span>
                </Show>
                <Faces
                  people={inside().map((member) => ({
                    name: member.name,
                    label: props.names.get(member.id)?.full ?? member.name,
                    colour: member.colour,
                  }))}
                  max={4}
                />
              </span>
            </Show>
          </div>
          <SharedTextArea
            text={shared()}
            label={`Group’s note in ${props.list.title()}`}
            placeholder="Write here together: what it says, what is open, what to ask"
            readOnly={!props.writable}
            describedBy={id}
            carets={carets()}
            onCaret={(caret) => note()?.showCaret(caret)}
            onTyped={onTyped}
          />
          <p id={id} class="sr-only">
            {inside().length === 0
              ? 'Nobody else is in this note.'
              : `Also in this note: ${listNames(inside().map((member) => props.names.get(member.id)?.full ?? member.name))}.`}
          </p>
        </section>
      )}
    </Show>
  )
}
