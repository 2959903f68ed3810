import { createEffect, createMemo, Match, Show, Switch, untrack, type JSX } from 'solid-js'
import { useCarrel } from '../../state/context.ts'
import { createReferenceImport } from './createReferenceImport.ts'
import { ProgressLine } from './ProgressLine.tsx'
import { ReferencesDone } from './ReferencesDone.tsx'
import { UnderstoodReferences } from './UnderstoodReferences.tsx'
import './references.css'

/** A file of references: what is in it before anything is kept, the import, and what came of it. */
export const ReferenceImport = (props: {
  readonly source: Blob | string
  /** The file's; `null` for pasted text. */
  readonly name: string | null
  /** It was pasted before the page was opened. */
  readonly restored: boolean
  /** All of it was added. */
  readonly onDone: () => void
  readonly onStartAgain: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  // Made once: another file makes another of these.
  const model = createReferenceImport(
    carrel,
    untrack(() => props.source),
    untrack(() => props.name),
    () => props.onStartAgain(),
  )
  const reading = createMemo(() => {
    const now = model.state()
    return now.type === 'reading' ? now : null
  })
  const refused = createMemo(() => {
    const now = model.state()
    return now.type === 'refused' ? now : null
  })
  const understood = createMemo(() => {
    const now = model.state()
    return now.type === 'understood' ? now : null
  })
  const done = createMemo(() => {
    const now = model.state()
    return now.type === 'done' ? now : null
  })
  createEffect(() => {
    if (done()?.outcome.left === 0) props.onDone()
  })
  const title = () => props.name ?? 'Pasted references'
  return (
    <Switch>
      <Match when={reading()}>
        {(state) => (
          <div class="add-body">
            <h1>Add papers</h1>
            <p class="by">{title()}</p>
            <ProgressLine
              label="Reading the file"
              part={state().part}
              text={`Reading, ${Math.floor(state().part * 100)} %`}
              stopping={false}
              after="changes nothing"
              onStop={() => model.stop()}
            />
          </div>
        )}
      </Match>
      <Match when={refused()}>
        {(state) => (
          <div class="add-body">
            <h1>Add papers</h1>
            <p class="by">{title()}</p>
            <p class="add-refusal add-gap" role="alert">
              {state().sentence}
            </p>
            <div class="btns">
              <button type="button" class="btn pri" onClick={() => props.onStartAgain()}>
                Use something else
              </button>
            </div>
          </div>
        )}
      </Match>
      <Match when={understood()}>
        {(state) => (
          <UnderstoodReferences
            title={props.restored ? 'Pasted before, not added yet' : title()}
            name={props.name}
            file={state().file}
            plan={state().plan}
            running={model.running()}
            problem={model.problem()}
            onStart={(choices) => void model.start(choices)}
            onStop={() => model.stop()}
            onStartAgain={() => props.onStartAgain()}
          />
        )}
      </Match>
      <Match when={done()}>
        {(state) => (
          <Show when={state().outcome} keyed>
            {(outcome) => (
              <ReferencesDone
                title={title()}
                file={state().file}
                plan={state().plan}
                outcome={outcome}
                onAgain={() => props.onStartAgain()}
              />
            )}
          </Show>
        )}
      </Match>
    </Switch>
  )
}
