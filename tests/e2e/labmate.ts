import * as Y from 'yjs'
import { parseLink } from '../../src/crypto/link.ts'
import { joinList } from '../../src/doc/listDoc.ts'
import { placeAt, printPlace } from '../../src/doc/textPlaces.ts'
import type { PaperKey } from '../../src/domain/paperKey.ts'
import { createRelayLink } from '../../src/sync/relayLink.ts'
import { syncDoc } from '../../src/sync/syncDoc.ts'
import { createReplica } from '../doc/replica.ts'
import { QUICK } from '../sync/quick.ts'
import { NodeWebSocket } from '../sync/world.ts'

/** A member of a list without a browser, who is in the note on a paper, as the shipped client says it. */
export interface Labmate {
  /** Writes at the end of the note. */
  write(words: string): Promise<void>
  /** Puts the caret behind `words`, with `selected` letters in front of it selected. */
  stand(words: string, selected?: number): void
  /** Says whatever of where the caret is. */
  claim(caret: unknown): void
  leave(): void
}

export const joinAsLabmate = async (
  port: number,
  link: string,
  paper: PaperKey,
  person: { readonly id: string; readonly name: string; readonly colour: number },
): Promise<Labmate> => {
  const parsed = await parseLink(link)
  if (!parsed.ok) throw new Error(parsed.error)
  const { capability } = parsed.value
  const doc = new Y.Doc()
  const relay = createRelayLink({ url: `ws://localhost:${port}/relay`, WebSocket: NodeWebSocket })
  const sealed = syncDoc({ doc, capability, link: relay, presence: true, tabs: false, timing: QUICK })
  await sealed.settled()
  joinList({ ...createReplica(person.id), doc }, person)
  await sealed.settled()
  const text = doc.getText(`note:${paper}`)
  const show = (caret: unknown): void =>
    sealed.awareness?.setLocalState({
      member: person.id,
      viewing: paper,
      writingOn: paper,
      caret: typeof caret === 'object' && caret !== null ? { note: paper, ...caret } : caret,
    })
  return {
    async write(words) {
      text.insert(text.length, words)
      await sealed.settled()
    },
    stand(words, selected = 0) {
      const index = text.toString().indexOf(words) + words.length
      const place = (at: number): string => printPlace(placeAt(text, at))
      show({ anchor: place(index - selected), head: place(index) })
    },
    claim: show,
    leave() {
      sealed.destroy()
      relay.close()
    },
  }
}
