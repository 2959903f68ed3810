import './paper.css'
import Bookmark from 'lucide-solid/icons/bookmark'
import ChevronDown from 'lucide-solid/icons/chevron-down'
import CircleX from 'lucide-solid/icons/circle-x'
import List from 'lucide-solid/icons/list'
import Quote from 'lucide-solid/icons/quote'
import { createEffect, createMemo, createSignal, For, on, onMount, Show, type JSX, untrack } from 'solid-js'
import type { Paper } from '../../domain/paper.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import { nextReadingState } from '../../domain/reading.ts'
import type { CitationFormat } from '../../state/carrel.ts'
import { useCarrel } from '../../state/context.ts'
import { plainText } from '../../domain/latexText.ts'
import { copyText } from '../../ui/copyText.ts'
import { canShare, handOn } from '../../ui/handOn.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { createMedia, PHONE } from '../../ui/media.ts'
import { useReadingOrder } from '../../ui/readingOrder.ts'
import { RichText } from '../../ui/RichText.tsx'
import { wantedSheetPart, wantSheetPart, type SheetPart } from '../../ui/sheetFocus.ts'
import { createShortcuts, withKey } from '../../ui/shortcuts.ts'
import { Abstract } from './Abstract.tsx'
import { Byline } from './Byline.tsx'
import { ListField } from './ListField.tsx'
import { LookUp } from './LookUp.tsx'
import { NoteField } from './NoteField.tsx'
import { paperLinks, whatToShare } from './paperLinks.ts'
import { ReadingField } from './ReadingField.tsx'
import { RecordField } from './RecordField.tsx'
import { RelatedField } from './RelatedField.tsx'
import { OutLink } from './SheetLinks.tsx'
import { SheetTools } from './SheetTools.tsx'
import { TagField } from './TagField.tsx'

/** Beside BibTeX, which a key copies. */
const FORMATS: readonly (readonly [format: CitationFormat, label: string])[] = [
  ['ris', 'Copy as RIS'],
  ['csl', 'Copy as CSL-JSON'],
  ['line', 'Copy as a line of text'],
]

/** Frames to wait for the discussion, which is fetched when first needed. */
const FOCUS_TRIES = 60

/** Everything about one paper, the same wherever it was opened from. */
export const PaperSheet = (props: {
  readonly paperKey: PaperKey
  readonly listId?: string
  readonly onClose: () => void
  readonly onStep: (direction: 1 | -1) => void
  /** Skips the paper, where it is one of a day, or takes that back. */
  readonly onSkip?: () => void
  /** Opens another paper here; the way back leads to this one. */
  readonly onVisit: (key: PaperKey) => void
  readonly hrefOf: (key: PaperKey) => string
  /** What the group says, at its place below the note. */
  readonly discussion?: JSX.Element
}): JSX.Element => {
  const carrel = useCarrel()
  const order = useReadingOrder()
  const phone = createMedia(PHONE)
  const [root, setRoot] = createSignal<HTMLElement>()
  const [heading, setHeading] = createSignal<HTMLElement>()
  const [tagging, setTagging] = createSignal(false)
  const [listing, setListing] = createSignal(false)
  const paper = createMemo(() => carrel.paper(props.paperKey))
  const title = () => plainText(paper()?.title ?? props.paperKey)
  // Kept where they are the same: whoever is at one with the keyboard stays there when more comes to be known.
  const links = createMemo(
    () => {
      const known = paper()
      return known ? paperLinks(known) : []
    },
    [],
    { equals: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  )
  /** What stands below it waits for it, and is not pushed away. */
  const discussionComes = createMemo(
    () => props.listId !== undefined && carrel.lists.open(props.listId).phase() === 'loading',
  )
  const saved = () => carrel.library.isSaved(props.paperKey)
  const skipped = () => carrel.library.isSkipped(props.paperKey)
  const reading = () => carrel.library.readingOf(props.paperKey)

  const save = (): void =>
    saved() ? carrel.library.unsave(props.paperKey) : carrel.library.save(props.paperKey)
  const cite = (): void => carrel.cite([props.paperKey])
  const send = async (known: Paper): Promise<void> => {
    const shared = whatToShare(known)
    if (await handOn(shared)) return
    const copied = await copyText(shared.url ?? shared.text ?? '')
    carrel.undo.say(
      copied ? 'Copied: this device opened no way to send it' : 'This device opened no way to send it',
    )
  }
  const focusField = (selector: string, tries = FOCUS_TRIES): void => {
    const field = root()?.querySelector<HTMLElement>(selector)
    if (field) {
      field.focus()
      field.scrollIntoView({ block: 'nearest' })
    } else if (tries > 0) requestAnimationFrame(() => focusField(selector, tries - 1))
  }
  /** Whether a list has it in which something can be said of it. */
  const discussed = (): boolean =>
    props.listId !== undefined || carrel.lists.holding(props.paperKey).some(({ archived }) => !archived)
  const goTo = (part: SheetPart): void => {
    if (part === 'tag') setTagging(true)
    else if (part === 'list') setListing(true)
    else if (part === 'note') focusField('.note textarea')
    else if (!discussed())
      carrel.undo.say('Papers are discussed in lists, and this one is in none yet. Add it to a list first.')
    else if (part === 'group-note') focusField('.group-note textarea')
    // Another list that holds the paper is not the one it was opened from.
    else if (props.listId !== undefined && carrel.lists.open(props.listId).role() === 'reader')
      carrel.undo.say('You can read this list, but not change it.')
    else focusField('.discussion .comment-box.main textarea')
  }
  /** Asked for before this sheet stood, by the key that opened it. */
  const asked = untrack(wantedSheetPart) !== null
  createEffect(
    on(wantedSheetPart, (part) => {
      // What is about a list is heard by what stands for it.
      if (!part || part === 'list-tag') return
      wantSheetPart(null)
      goTo(part)
    }),
  )
  let visiting = false
  createEffect(
    on(
      () => props.paperKey,
      () => {
        root()?.scrollTo(0, 0)
        setTagging(false)
        setListing(false)
        // The link that led here is gone, and a list beside it was not where the reader was.
        if (visiting) heading()?.focus({ preventScroll: true })
        visiting = false
      },
      { defer: true },
    ),
  )
  onMount(() => {
    // On a phone the sheet covers the list, so that is where the reader is; beside the list the focus stays put.
    if (phone() && !asked) heading()?.focus({ preventScroll: true })
  })
  createShortcuts({
    Escape: () => props.onClose(),
    s: save,
    r: () => carrel.library.setReading(props.paperKey, nextReadingState(reading())),
    t: () => goTo('tag'),
    l: () => goTo('list'),
    n: () => goTo('note'),
    N: () => goTo('group-note'),
    c: () => goTo('comment'),
    y: cite,
  })

  return (
    <article class="sheet paper-sheet" ref={setRoot} tabindex={-1} aria-label={title()}>
      <SheetTools
        saved={saved()}
        inLists={carrel.lists.holding(props.paperKey).length > 0}
        hasPrevious={order.step(props.paperKey, -1) !== null}
        hasNext={order.step(props.paperKey, 1) !== null}
        onClose={() => props.onClose()}
        onStep={(direction) => props.onStep(direction)}
        onSave={save}
        skipped={skipped()}
        onSkip={props.onSkip}
        onTag={() => goTo('tag')}
        onList={() => goTo('list')}
      />
      <Show
        when={paper()}
        fallback={
          <>
            <h1 ref={setHeading} tabindex={-1}>
              {props.paperKey}
            </h1>
            <p class="abs none">
              Nothing more is known about this paper yet. Its title comes with the feed or the list it is
              from, or by looking it up.
            </p>
          </>
        }
      >
        {(known) => (
          <>
            <h1 ref={setHeading} tabindex={-1}>
              <RichText text={known().title} />
            </h1>
            <Byline paper={known()} />
            <div class="btns">
              <For each={links()}>{(link, index) => <OutLink link={link} primary={index() === 0} />}</For>
              <button type="button" class="btn" title={withKey('Copy as BibTeX', 'y')} onClick={cite}>
                <Quote class="i" />
                Cite
              </button>
              <Menu
                label="Copy in another format"
                class="btn"
                trigger={<ChevronDown class="i" />}
                items={FORMATS.map(([format, label]) => ({
                  label,
                  onSelect: () => carrel.cite([props.paperKey], format),
                }))}
              />
              <Show when={canShare()}>
                <button type="button" class="btn" onClick={() => void send(known())}>
                  <Icon name="share" />
                  Send…
                </button>
              </Show>
            </div>
            <Abstract paper={known()} />
          </>
        )}
      </Show>
      <LookUp paperKey={props.paperKey} title={title()} />
      <dl class="facts">
        <dt>Tags</dt>
        <dd>
          <TagField paperKey={props.paperKey} adding={tagging()} onAdding={setTagging} />
        </dd>
        <dt>In lists</dt>
        <dd>
          <ListField paperKey={props.paperKey} adding={listing()} onAdding={setListing} />
        </dd>
        <dt>Reading</dt>
        <dd>
          <ReadingField
            state={reading()}
            onChange={(state) => carrel.library.setReading(props.paperKey, state)}
          />
        </dd>
      </dl>
      <NoteField paperKey={props.paperKey} onLeave={() => root()?.focus({ preventScroll: true })} />
      <div class="discussion">{props.discussion}</div>
      <Show when={!discussionComes()}>
        <Show when={paper()}>{(known) => <RecordField paper={known()} />}</Show>
        <RelatedField
          paperKey={props.paperKey}
          hrefOf={(key) => props.hrefOf(key)}
          onVisit={(key) => {
            visiting = true
            props.onVisit(key)
          }}
        />
      </Show>
      <div class="dock phone-only">
        <button
          type="button"
          class="btn"
          classList={{ on: saved() }}
          aria-label="Save"
          aria-pressed={saved()}
          onClick={save}
        >
          <Bookmark class="i" classList={{ full: saved() }} />
        </button>
        <Show when={props.onSkip}>
          <button
            type="button"
            class="btn"
            classList={{ on: skipped() }}
            aria-label="Skip"
            aria-pressed={skipped()}
            onClick={() => props.onSkip?.()}
          >
            <CircleX class="i" />
          </button>
        </Show>
        <button type="button" class="btn" aria-label="Add to a list" onClick={() => goTo('list')}>
          <List class="i" />
        </button>
        <Show when={links()[0]}>{(link) => <OutLink link={link()} primary />}</Show>
      </div>
    </article>
  )
}
