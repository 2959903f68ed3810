import { createEffect, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { lastTime } from '../../ui/lastTime.ts'
import { useCarrel } from '../../state/context.ts'
import { lookupsOf } from '../../state/lookups.ts'
import { LookupLine } from '../../ui/LookupLine.tsx'
import { createShortcuts, withKey } from '../../ui/shortcuts.ts'

/** Whether there was anybody to ask: the button then has its room before that is known again. */
const askedLastTime = lastTime('carrel-lookups')

/** For a paper without title or abstract: what becomes of its look-up, or the button that asks for one. */
export const LookUp = (props: {
  readonly paperKey: PaperKey
  /** For who hears the buttons. */
  readonly title: string
}): JSX.Element => {
  const carrel = useCarrel()
  const lookups = lookupsOf(carrel)
  const paper = () => carrel.paper(props.paperKey)
  const named = () => {
    const known = paper()
    return {
      key: props.paperKey,
      ...(known?.arxivId === undefined ? {} : { arxivId: known.arxivId }),
      ...(known?.doi === undefined ? {} : { doi: known.doi }),
    }
  }
  const lacks = () => paper()?.abstract === undefined
  const state = () => (lacks() ? lookups()?.of(props.paperKey) : null)
  const who = () => lookups()?.asks(named()) ?? null
  const isNamed = () => named().arxivId !== undefined || named().doi !== undefined
  createEffect(() => {
    if (lookups() !== null && isNamed()) askedLastTime.note(who() !== null)
  })
  const look = (): void => {
    if (!lacks()) carrel.undo.say('It has a title and an abstract already.')
    else if (who() === null) carrel.undo.say('It has no arXiv id and no DOI by which it could be looked up.')
    else lookups()?.look(named())
  }
  createShortcuts({ L: look })
  return (
    <Show
      when={state()}
      fallback={
        <Show
          when={lacks() && who()}
          fallback={
            <Show when={lookups() === null && lacks() && isNamed() && askedLastTime.was()}>
              <div class="btns lookup" />
            </Show>
          }
        >
          {(name) => (
            <div class="btns lookup">
              <button type="button" class="btn" title={withKey('Look up', 'L')} onClick={look}>
                Look up at {name()}
              </button>
            </div>
          )}
        </Show>
      }
    >
      {(one) => (
        <div class="lookup">
          <LookupLine
            type={one().type}
            words={one().words}
            about={props.title}
            onAgain={look}
            onGiveUp={() => lookups()?.giveUp(one().key)}
          />
        </div>
      )}
    </Show>
  )
}
