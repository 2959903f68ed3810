import { Show, type JSX } from 'solid-js'
import type { BackupDamage } from '../../state/backups.ts'

/** Lists named before it is only said how many more there are. */
const NAMED = 8

/** What a damaged file cannot give, in words that stand in a sentence; empty where it gives everything. */
export const printLost = ({ lists, imports }: BackupDamage): string => {
  const named = lists.slice(0, NAMED).map((title) => `“${title}”`)
  const more = lists.length - named.length
  return [
    ...named,
    ...(more > 0 ? [`${more} more ${more === 1 ? 'list' : 'lists'}`] : []),
    ...(imports ? ['papers that you imported yourself'] : []),
  ].join(', ')
}

/** What cannot be brought back from a file, before anything is written. */
export const DamageTold = (props: { readonly damage: BackupDamage }): JSX.Element => {
  const lost = (): string => printLost(props.damage)
  return (
    <div class="backup-warn" role="note">
      <p>
        {props.damage.broken
          ? 'This file is not whole: a part of it is missing or was changed. Another copy of it may be whole. If you have none, what is proven sound can be put back.'
          : 'A part of what is in this file was damaged when it was made.'}
      </p>
      <Show when={lost()} fallback={<p>Everything that is listed here is sound.</p>}>
        <p>Damaged, and not to be had from this file: {lost()}.</p>
        <Show when={props.damage.lists.length > 0}>
          <p>Such a list comes back by itself where the server or a labmate still has it.</p>
        </Show>
      </Show>
    </div>
  )
}
