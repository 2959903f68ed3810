import { createMemo, createResource, createSignal, For, on, Show, type JSX } from 'solid-js'
import { snapshotsOf, type Paper, type PaperSource } from '../../domain/paper.ts'
import { excerptsOfDifference, provenanceOf, type RecordField as Field } from '../../domain/provenance.ts'
import { parseDay, timeToDay } from '../../lib/day.ts'
import { kindWords } from '../../domain/placeWords.ts'
import { useCarrel } from '../../state/context.ts'
import { printDay } from '../../ui/dates.ts'
import { SOURCE_WORDS } from '../../ui/sourceWords.ts'

const FIELD_WORDS: Record<Field, string> = {
  title: 'title',
  authors: 'authors',
  authorCount: 'number of authors',
  date: 'date',
  issued: 'date',
  venue: 'where it appeared',
  type: 'kind',
  volume: 'volume',
  number: 'number',
  pages: 'pages',
  eid: 'article number',
  editors: 'editors',
  edition: 'edition',
  series: 'series',
  chapter: 'chapter',
  genre: 'what it calls itself',
  publisher: 'publisher',
  institution: 'institution',
  address: 'place',
  isbn: 'ISBN',
  issn: 'ISSN',
  note: 'note of the reference',
  key: 'citation key',
  abstract: 'abstract',
  summary: 'summary',
  arxivId: 'arXiv id',
  doi: 'DOI',
  categories: 'categories',
  codeUrl: 'code',
  projectUrl: 'project page',
  pageUrl: 'its page',
}
/** Of what two sources say differently, this much is shown around the first word that differs. */
const EXCERPT_LENGTH = 240
/** Days of the feed and lists that are named. */
const MAX_PLACES = 5

/** `title, authors and abstract`, with a capital. */
const joinWords = (words: readonly string[]): string => {
  const text =
    words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
const dayOf = (at: number): string => printDay(timeToDay(at), 'full')

/** Where what is shown of a paper comes from, and what its sources do not agree on; folded until it is asked for. */
export const RecordField = (props: { readonly paper: Paper }): JSX.Element => {
  const [open, setOpen] = createSignal(false)
  return (
    <details class="record" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>About this record</summary>
      <Show when={open()}>
        <Record paper={props.paper} />
      </Show>
    </details>
  )
}

const Record = (props: { readonly paper: Paper }): JSX.Element => {
  const carrel = useCarrel()
  const [later] = createResource(() => carrel.later(), { initialValue: undefined })
  const provenance = createMemo(() => provenanceOf(snapshotsOf(props.paper)))
  /** A file is called by its name. */
  const wordOf = (source: PaperSource): string =>
    snapshotsOf(props.paper).find((one) => one.source === source)?.from ?? SOURCE_WORDS[source].one
  const ids = () => [
    ...(props.paper.arxivId ? [`arXiv ${props.paper.arxivId} (links open its newest version)`] : []),
    ...(props.paper.doi ? [`DOI ${props.paper.doi}`] : []),
  ]
  // Once for each paper: it looks through every day, and what arrives meanwhile is told the next time.
  const days = createMemo(
    on(
      () => props.paper.key,
      (key) =>
        carrel.feed
          .days()
          .filter((day) => carrel.feed.papersOn(day).some((row) => row.key === key))
          .map((day) => printDay(day, 'full')),
    ),
  )
  const savedAt = () => later.latest?.savedAt(props.paper.key) ?? null
  const places = createMemo(() =>
    carrel.lists.holding(props.paper.key).flatMap(({ id, title }) => {
      const list = carrel.lists.open(id)
      const entry = list.entry(props.paper.key)
      if (!entry) return []
      const who = list.member(entry.addedBy)
      return [
        `“${title}”, added on ${dayOf(entry.addedAt)} by ${who?.me ? 'you' : (who?.name ?? 'someone who left')}`,
      ]
    }),
  )
  const shown = (all: readonly string[]): string =>
    all.length <= MAX_PLACES
      ? all.join('; ')
      : `${all.slice(0, MAX_PLACES).join('; ')} and ${all.length - MAX_PLACES} more`
  const excerpts = (field: Field, said: readonly { readonly text: string }[], index: number): string => {
    const own = said[index]?.text ?? ''
    const day = field === 'date' ? parseDay(own) : null
    if (day) return printDay(day, 'full')
    if (field === 'type') return kindWords(own)
    const [first, other] = [said[0]?.text ?? '', index === 0 ? (said[1]?.text ?? '') : own]
    return excerptsOfDifference(first, other, EXCERPT_LENGTH)[index === 0 ? 0 : 1]
  }
  return (
    <>
      <dl>
        <For each={provenance().given}>
          {({ source, fields }) => (
            <>
              <dt>{joinWords(fields.map((field) => FIELD_WORDS[field]))}</dt>
              <dd>{source === 'hand' ? wordOf(source) : `from ${wordOf(source)}`}</dd>
            </>
          )}
        </For>
        <Show when={provenance().alsoKnown.length > 0}>
          <dt>Also known from</dt>
          <dd>{provenance().alsoKnown.map(wordOf).join(', ')}</dd>
        </Show>
        <dt>Identified by</dt>
        <dd>{ids().join('; ') || 'its title: no arXiv id and no DOI is known'}</dd>
        <Show when={days().length > 0}>
          <dt>In the feed of</dt>
          <dd>{shown(days())}</dd>
        </Show>
        <Show when={savedAt()}>
          {(at) => (
            <>
              <dt>Saved on</dt>
              <dd>{dayOf(at())}</dd>
            </>
          )}
        </Show>
        <Show when={places().length > 0}>
          <dt>In lists</dt>
          <dd>{shown(places())}</dd>
        </Show>
      </dl>
      <Show when={provenance().differing.length > 0}>
        <h2>Where they differ</h2>
        <dl>
          <For each={provenance().differing}>
            {({ field, said }) => (
              <>
                <dt>{joinWords([FIELD_WORDS[field]])}</dt>
                <dd>
                  <For each={said}>
                    {(one, index) => (
                      <p>
                        {SOURCE_WORDS[one.source].many}
                        {index() === 0 ? ' (shown)' : ''}: {excerpts(field, said, index())}
                      </p>
                    )}
                  </For>
                </dd>
              </>
            )}
          </For>
        </dl>
      </Show>
    </>
  )
}
