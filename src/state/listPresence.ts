import { createMemo, createSignal, onCleanup, type Accessor } from 'solid-js'
import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import type { Presence } from './deferredSync.ts'
import type { CaretIn, SaidCaretIn } from './lists.ts'

/** The longest end of a caret: `textPlaces` prints at most 19 letters. */
const MAX_PLACE_LENGTH = 24

interface Peer {
  readonly member: string
  readonly writingOn: PaperKey | null
  readonly caret: SaidCaretIn | null
}

const parseCaret = (value: unknown): SaidCaretIn | null => {
  if (typeof value !== 'object' || value === null) return null
  const { note, anchor, head } = value as Record<string, unknown> // reason: each field is checked below
  const key = typeof note === 'string' ? parsePaperKey(note) : null
  const isPlace = (place: unknown): place is string =>
    typeof place === 'string' && place.length <= MAX_PLACE_LENGTH
  return key && isPlace(anchor) && isPlace(head) ? { note: key, anchor, head } : null
}

/** What a peer says of itself, read as untrusted. Who can only read writes nowhere, whatever they say. */
const parsePeer = (state: unknown): Peer | null => {
  if (typeof state !== 'object' || state === null) return null
  const { member, writingOn, caret, guest } = state as Record<string, unknown> // reason: each field is checked below
  if (typeof member !== 'string') return null
  if (guest === true) return { member, writingOn: null, caret: null }
  return {
    member,
    writingOn: typeof writingOn === 'string' ? parsePaperKey(writingOn) : null,
    caret: parseCaret(caret),
  }
}

export interface ListPresence {
  /** Who is here, on which device ever, by member id. */
  peers(): ReadonlyMap<string, { readonly writingOn: PaperKey | null }>
  carets(): readonly CaretIn[]
  show(shown: { readonly viewing: PaperKey | null; readonly writingOn: PaperKey | null }): void
  showCaret(caret: SaidCaretIn | null): void
}

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * Who looks at a list, and where they are in its notes. The person's own caret is said while somebody is there to see
 * it, and to nobody else. Needs a reactive owner.
 */
export const createListPresence = (options: {
  readonly presence: Presence | null
  readonly memberId: string
  readonly myClient: () => number
}): ListPresence => {
  const { presence, memberId } = options
  const [heard, setHeard] = createSignal<readonly (Peer & { readonly client: number })[]>([], {
    equals: sameJson,
  })
  let shown: { viewing: PaperKey | null; writingOn: PaperKey | null } = { viewing: null, writingOn: null }
  let caret: SaidCaretIn | null = null
  let isAlone = true

  const say = (): void => {
    presence?.show({ member: memberId, ...shown, ...(caret && !isAlone ? { caret } : {}) })
  }
  if (presence) {
    const refresh = (): void => {
      const all = [...presence.states()].filter(([client]) => client !== options.myClient())
      setHeard(
        all.flatMap(([client, state]) => {
          const peer = parsePeer(state)
          return peer ? [{ client, ...peer }] : []
        }),
      )
      const wasAlone = isAlone
      isAlone = all.length === 0
      if (caret && wasAlone !== isAlone) say()
    }
    onCleanup(presence.onChange(refresh))
  }

  const peers: Accessor<ReturnType<ListPresence['peers']>> = createMemo(
    () => {
      const here = new Map<string, { readonly writingOn: PaperKey | null }>()
      for (const { member, writingOn } of heard())
        here.set(member, { writingOn: writingOn ?? here.get(member)?.writingOn ?? null })
      return here
    },
    new Map(),
    { equals: (a, b) => sameJson([...a], [...b]) },
  )
  const carets = createMemo<readonly CaretIn[]>(
    () =>
      heard().flatMap(({ client, member, caret: said }) =>
        said ? [{ peer: String(client), member, ...said }] : [],
      ),
    [],
    { equals: sameJson },
  )

  return {
    peers,
    carets,
    show(next) {
      shown = next
      say()
    },
    showCaret(next) {
      if (sameJson(caret, next)) return
      caret = next
      if (!isAlone) say()
    },
  }
}
