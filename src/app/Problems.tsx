import { For, Show, type JSX } from 'solid-js'
import { useCarrel } from '../state/context.ts'

/** Faults a person must hear of; they stay until they are read. */
export const Problems = (): JSX.Element => {
  const carrel = useCarrel()
  return (
    <For each={carrel.problems()}>
      {(problem) => (
        <div class="problem">
          <p>
            <b>{problem.title}.</b> {problem.text}
          </p>
          <div class="btns">
            <Show when={problem.copy}>
              <button
                type="button"
                class="btn"
                onClick={() => void carrel.safekeeping().then(({ saveCopy }) => saveCopy())}
              >
                Save a copy
              </button>
            </Show>
            <button type="button" class="btn" onClick={() => carrel.dismissProblem(problem.id)}>
              Understood
            </button>
          </div>
        </div>
      )}
    </For>
  )
}
