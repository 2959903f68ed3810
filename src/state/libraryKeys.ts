import { createSignal } from 'solid-js'
import {
  parseLibraryKey,
  printKeyCode,
  printKeyWords,
  WORDS_OF_SECRET,
  type KeyFault,
} from '../backup/libraryKey.ts'
import { isUntouched } from '../doc/mergeLibrary.ts'
import { equalBytes, utf8 } from '../lib/bytes.ts'
import { err, ok } from '../lib/result.ts'
import type { Keyring } from '../storage/keyring.ts'
import { changeKeyring, openKeyring } from '../storage/keyringWriting.ts'
import type { KeyPhase, LibraryKey } from './backups.ts'
import type { DeferredSync } from './deferredSync.ts'
import { LINK_REASONS } from './linkSentences.ts'
import type { OpenDocument } from './openDocument.ts'
import { createTaking } from './taking.ts'

const faultSentence = (fault: KeyFault): string => {
  switch (fault.type) {
    case 'empty':
      return 'There is no key here. Type its words, or paste its link.'
    case 'too-long':
      return 'This is longer than any key.'
    case 'count':
      return `These are ${fault.words} words, and a key has ${WORDS_OF_SECRET} or ${2 * WORDS_OF_SECRET}.`
    case 'word':
      return `Word ${fault.at}, “${fault.word}”, is no word of a key. Look at how it is spelled.`
    case 'sum':
      return 'These words are no key together: one was left out, changed or put in another place.'
  }
}

const REASONS: Readonly<Partial<Record<string, string>>> = {
  'same-library': 'This device holds that library already.',
}

const keyFile = (words: readonly string[], address: string): string =>
  [
    'The key of a Carrel library.',
    '',
    'Whoever has it can read everything in the library and write in its lists. Keep it where only you can get at it.',
    'To use it: open Carrel, then You, then “I have a backup or key”. It gives back what the server still keeps;',
    'a backup file is what gives everything back with no server.',
    '',
    ...words.map((word, at) => `${String(at + 1).padStart(2)}. ${word}`),
    '',
    address,
    '',
  ].join('\n')

/** The library's key, to be shown and to be used. */
export const createLibraryKey = (options: {
  readonly keyring: Keyring
  readonly library: OpenDocument
  readonly transport: DeferredSync
  readonly deviceName: string
}): LibraryKey => {
  const { keyring, library } = options
  const taking = createTaking(options)
  return {
    async show() {
      const words = printKeyWords(keyring)
      const address = `${location.origin}/backup#${await printKeyCode(keyring)}`
      return { words, address, file: { name: 'carrel-key.txt', bytes: utf8(keyFile(words, address)) } }
    },
    async read(text) {
      const parsed = await parseLibraryKey(text)
      if (!parsed.ok) return err(faultSentence(parsed.error))
      const keys = parsed.value
      if (equalBytes(keys.librarySecret, keyring.librarySecret))
        return err('This is the key of the library on this device: it is here already.')
      await library.whenLoaded
      const [phase, setPhase] = createSignal<KeyPhase>({ type: 'resting' })
      return ok({
        phase,
        merges: !isUntouched(library.doc),
        async begin() {
          setPhase({ type: 'looking' })
          const kept = await taking.keep(keys)
          const gone = kept.ok ? await taking.goOver() : kept
          if (phase().type === 'ended') return
          if (gone.ok) setPhase({ type: 'done' })
          else setPhase({ type: 'ended', sentence: REASONS[gone.error] ?? LINK_REASONS[gone.error] })
        },
        async stop() {
          if (phase().type !== 'looking') return
          const now = await openKeyring()
          const next = now.ok ? now.value.next : null
          if (now.ok && next && equalBytes(next.librarySecret, keys.librarySecret))
            // What is still on its way finds that the keyring is another one, and changes nothing.
            await changeKeyring(now.value, { ...now.value, next: null })
          setPhase({ type: 'ended', sentence: 'You stopped. Nothing has changed on this device.' })
        },
      })
    },
  }
}
