import { For, Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { BackupPreview, Counted } from '../../state/backups.ts'
import { DamageTold } from './DamageTold.tsx'
import { printMade } from './printMade.ts'

/** Lists named before it is only said how many more there are. */
const NAMED = 8

const said = ({ all, fresh }: Counted, one: string, many: string, merges: boolean): string => {
  const counted = count(all, one, many)
  if (!merges || all === 0) return counted
  return `${counted}, ${fresh === 0 ? 'none' : fresh} new here`
}

const WAYS = {
  same: 'This is a backup of the library on this device. What you removed since it was made stays removed.',
  into: 'This device keeps its own key, and what is in the file comes into its library. Other devices of yours get it too.',
  over: 'This device takes over the library in the file, with its key.',
} as const

/** What is in a file, before anything is written. */
export const BackupFacts = (props: {
  readonly name: string
  readonly preview: BackupPreview
}): JSX.Element => (
  <div class="backup-facts">
    <h3>{props.name}</h3>
    <Show when={props.preview.damage}>{(damage) => <DamageTold damage={damage()} />}</Show>
    <p>
      {props.preview.madeAt > 0
        ? `Made ${printMade(props.preview.madeAt)}`
        : 'Made at a time that cannot be read'}
      <Show when={props.preview.by}>{(by) => <> by {by()}</>}</Show>
      <Show when={props.preview.device}>{(device) => <> on {device()}</>}</Show>
    </p>
    <ul>
      <li>{said(props.preview.saved, 'saved paper', 'saved papers', props.preview.merges)}</li>
      <Show when={props.preview.tags.all > 0}>
        <li>{said(props.preview.tags, 'tag', 'tags', props.preview.merges)}</li>
      </Show>
      <Show when={props.preview.notes.all > 0}>
        <li>{said(props.preview.notes, 'note', 'notes', props.preview.merges)}</li>
      </Show>
      <li>
        {said(props.preview.lists, 'list', 'lists', props.preview.merges)}
        <Show when={props.preview.titles.length > 0}>
          <ul>
            <For each={props.preview.titles.slice(0, NAMED)}>
              {({ title, papers }) => (
                <li>
                  {title}, {papers === null ? 'damaged in this file' : count(papers, 'paper', 'papers')}
                </li>
              )}
            </For>
            <Show when={props.preview.titles.length > NAMED}>
              <li>and {props.preview.titles.length - NAMED} more</li>
            </Show>
          </ul>
        </Show>
      </li>
    </ul>
    <p>
      {WAYS[props.preview.way]}
      <Show when={props.preview.merges && props.preview.way === 'over'}>
        {' '}
        What is here already is put together with it: nothing is lost.
      </Show>
    </p>
    <p class="backup-warn">
      Open only files that you made yourself. Whoever made a file can read what becomes of its library.
    </p>
  </div>
)
