import { getRouteApi, useNavigate, useRouter } from '@tanstack/solid-router'
import {
  createEffect,
  createMemo,
  createSignal,
  Match,
  onCleanup,
  onMount,
  Suspense,
  Switch,
  type JSX,
} from 'solid-js'
import { timeToDay } from '../../lib/day.ts'
import { announce } from '../../ui/announce.ts'
import { useCarrel } from '../../state/context.ts'
import { DraftNote } from '../../ui/DraftNote.tsx'
import { latePart } from '../../ui/latePart.ts'
import { isReferenceName } from '../../formats/references/sniffReferences.ts'
import { IconClose } from './icons.tsx'
import { createKeptText } from './keptText.ts'
import { LookupShelf } from './LookupShelf.tsx'
import { NamedPapers } from './NamedPapers.tsx'
import { PageImport } from './PageImport.tsx'
import { PasteBox } from './PasteBox.tsx'
import { MAX_SHOWN_LENGTH, READ_AFTER_MS } from './limits.ts'
import { readFile } from './readFile.ts'
import { SharedShelf } from './SharedShelf.tsx'
import { forgetSharedItem, readSharedItems, type SharedItem } from './sharedItems.ts'
import { recognise, sharedText, type Recognised } from './recognise.ts'
import './add.css'

const route = getRouteApi('/add')
const ReferenceImport = latePart(
  () => import('./ReferenceImport.tsx'),
  (code) => code.ReferenceImport,
)

/** A text somebody gave, and where it came from. */
interface Given {
  readonly text: string
  /** The file's name; `null` for pasted and typed text. */
  readonly file: string | null
}
const UNKEPT =
  'What you shared could not be kept on this device, and its files did not arrive. Share it once more, or open the file here.'
const NOTHING: Given = { text: '', file: null }

/** Paste, drop or open something with papers in it; what was understood is shown before anything is written. */
export const AddPage = (props: {
  /** Takes a file that is a backup elsewhere; whether it was one. */
  readonly onBackup: (file: File) => boolean
}): JSX.Element => {
  const carrel = useCarrel()
  const search = route.useSearch()
  const navigate = useNavigate()
  const router = useRouter()
  const [given, setGiven] = createSignal<Given>(NOTHING)
  const [recognised, setRecognised] = createSignal<Recognised>({ type: 'nothing' })
  const [reading, setReading] = createSignal(false)
  /** A file of references, which is read by what can be stopped. */
  const [opened, setOpened] = createSignal<File | null>(null)
  const [dragging, setDragging] = createSignal(false)
  const today = timeToDay(Date.now())
  let clock: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(clock))

  /** Reads `next` off the event that brought it, so that the box answers at once. */
  const take = (next: Given, after: number): void => {
    clearTimeout(clock)
    setOpened(null)
    // What is shown of the references before says nothing of this.
    if (recognised().type === 'references') setRecognised({ type: 'nothing' })
    setGiven(next)
    setReading(next.text.trim() !== '')
    clock = setTimeout(() => {
      const found = recognise(next.text, { today })
      setReading(false)
      setRecognised(found)
      if (found.type === 'refusal') announce(found.sentence)
      // The link is a key, which is not left lying about; it stands where it was copied from.
      if (found.type === 'list' && next.file === null) kept.forget()
    }, after)
  }
  const kept = createKeptText((text) => take({ text, file: null }, 0))
  const takeOwn = (text: string, after: number): void => {
    kept.keep(text)
    take({ text, file: null }, after)
  }
  const takeShared = (text: string): void => {
    kept.onShared()
    take({ text, file: null }, 0)
  }
  const isFile = (): boolean => opened() !== null || given().file !== null
  const refuse = (sentence: string): void => {
    clearTimeout(clock)
    setOpened(null)
    setReading(false)
    setRecognised({ type: 'refusal', sentence })
    announce(sentence)
  }
  const takeFile = async (file: File): Promise<void> => {
    if (props.onBackup(file)) return
    kept.onFile()
    if (isReferenceName(file.name)) {
      clearTimeout(clock)
      setReading(false)
      setOpened(file)
      return
    }
    setReading(true)
    const read = await readFile(file)
    if (read.ok) take({ text: read.value, file: file.name }, 0)
    else refuse(read.error)
  }
  const takeFiles = (files: Iterable<File>): boolean => {
    const [first, ...others] = [...files]
    if (!first) return false
    if (others.length > 0) refuse('One file at a time, please: none of these was read.')
    else void takeFile(first)
    return true
  }
  const startAgain = (): void => {
    // Behind a file stands what was typed before it was opened.
    const text = isFile() ? kept.back() : ''
    if (!isFile()) kept.forget()
    take({ text, file: null }, 0)
    setRecognised({ type: 'nothing' })
  }
  const close = (): void => {
    if (!isFile()) kept.forget()
    if (history.length > 1) router.history.back()
    else void navigate({ to: '/' })
  }
  const [shared, setShared] = createSignal<readonly SharedItem[]>([])
  /** Shows what was shared, and at once what this page was opened for. */
  const readShared = async (): Promise<void> => {
    const hash = location.hash
    if (hash !== '') history.replaceState(history.state, '', `${location.pathname}${location.search}`)
    if (hash === '#unkept') refuse(UNKEPT)
    setShared(await readSharedItems())
    const asked = hash.startsWith('#shared=') ? hash.slice('#shared='.length) : null
    const item = shared().find(({ id }) => id === asked)
    if (!item) return
    const text = sharedText(item)
    const [file] = item.files
    if (file) await takeFile(file)
    else if (text !== '') takeShared(text)
  }
  const doneWith = async (item: SharedItem): Promise<void> => {
    await forgetSharedItem(item.id)
    setShared(await readSharedItems())
  }
  const onHashChange = (): void => void readShared()
  onMount(() => {
    const text = sharedText(search())
    if (text !== '') takeShared(text)
    void readShared()
    addEventListener('hashchange', onHashChange)
  })
  onCleanup(() => removeEventListener('hashchange', onHashChange))

  const page = createMemo(() => {
    const now = recognised()
    return now.type === 'page' ? now.page : null
  })
  const references = createMemo<{ readonly source: Blob | string; readonly name: string | null } | null>(
    () => {
      const file = opened()
      if (file) return { source: file, name: file.name }
      return recognised().type === 'references' ? { source: given().text, name: given().file } : null
    },
  )
  const ids = createMemo(() => {
    const now = recognised()
    return now.type === 'ids' ? now : null
  })
  const onDone = (): void => {
    if (!isFile()) kept.forget()
  }
  createEffect(() => {
    const named = ids()
    if (!named || named.left > 0 || named.odd.length > 0) return
    if (named.papers.every(({ key }) => carrel.library.isSaved(key) || carrel.paper(key) !== null)) onDone()
  })
  const listCode = createMemo(() => {
    const now = recognised()
    return now.type === 'list' ? now.code : null
  })
  const refusal = createMemo(() => {
    const now = recognised()
    return now.type === 'refusal' ? now.sentence : null
  })
  return (
    <section
      class="list page add"
      classList={{ dragging: dragging() }}
      aria-label="Add papers"
      onDragOver={(event) => {
        event.preventDefault()
        setDragging(true)
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) return
        setDragging(false)
      }}
      onDrop={(event) => {
        event.preventDefault()
        setDragging(false)
        const data = event.dataTransfer
        if (!data || takeFiles(data.files)) return
        const text = data.getData('text/plain')
        if (text !== '') takeOwn(text, 0)
      }}
    >
      <div class="add-tools">
        <button type="button" class="icon" aria-label="Close" onClick={close}>
          <IconClose />
        </button>
      </div>
      <Switch
        fallback={
          <div class="add-body">
            <h1>Add papers</h1>
            <p class="by">
              Paste the text of a Hugging Face Daily Papers page, a paper’s arXiv id, address or DOI, or
              references as BibTeX or RIS; or open a file from Zotero, JabRef, EndNote and the like. You see
              what was understood before anything is kept.
            </p>
            <SharedShelf
              items={shared()}
              onText={takeShared}
              onFile={(file) => void takeFile(file)}
              onDone={(item) => void doneWith(item)}
            />
            <DraftNote
              done="added"
              restored={kept.restored()}
              unkept={kept.unkept()}
              onStartAgain={startAgain}
            />
            <PasteBox
              text={given().text.length > MAX_SHOWN_LENGTH ? null : given().text}
              length={given().text.length}
              file={given().file}
              reading={reading()}
              onType={(text) => takeOwn(text, READ_AFTER_MS)}
              onPaste={(text) => takeOwn(text, 0)}
              onFile={(file) => void takeFile(file)}
              onClear={startAgain}
              describedBy={refusal() === null ? undefined : 'add-refusal'}
            />
            <Switch>
              <Match when={reading()}>
                <p class="by" role="status">
                  Reading …
                </p>
              </Match>
              <Match when={refusal()}>
                {(sentence) => (
                  <p class="add-refusal" id="add-refusal">
                    {sentence()}
                  </p>
                )}
              </Match>
              <Match when={ids()}>
                {(found) => (
                  <NamedPapers
                    papers={found().papers}
                    left={found().left}
                    odd={found().odd}
                    moreOdd={found().moreOdd}
                    title={found().title}
                    today={today}
                  />
                )}
              </Match>
              <Match when={listCode()}>
                {(code) => (
                  <div class="add-answer">
                    <p>This is the link of a shared list.</p>
                    <button
                      type="button"
                      class="btn pri"
                      onClick={() => void navigate({ to: '/join', hash: code() })}
                    >
                      Look at the list
                    </button>
                  </div>
                )}
              </Match>
            </Switch>
            <LookupShelf except={new Set(ids()?.papers.map(({ key }) => key))} />
          </div>
        }
      >
        <Match when={references()} keyed>
          {(found) => (
            <Suspense fallback={<div class="add-body" />}>
              <ReferenceImport
                source={found.source}
                name={found.name}
                restored={kept.restored()}
                onDone={onDone}
                onStartAgain={startAgain}
              />
            </Suspense>
          )}
        </Match>
        <Match when={page()}>
          {(found) => (
            <PageImport
              first={found()}
              file={given().file}
              restored={kept.restored()}
              today={today}
              reread={(year) => {
                const again = recognise(given().text, { today, year })
                return again.type === 'page' ? again.page : found()
              }}
              onDone={onDone}
              onStartAgain={startAgain}
            />
          )}
        </Match>
      </Switch>
    </section>
  )
}
