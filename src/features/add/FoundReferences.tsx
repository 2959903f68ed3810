import { For, Show, type JSX } from 'solid-js'
import { count, printNumber } from '../../lib/text.ts'
import type { ReadFile, ReferencePlan } from '../../state/references.ts'

/** How many papers of a file are new, here, or could not be read, and why. */
export const FoundReferences = (props: {
  readonly file: ReadFile
  readonly plan: ReferencePlan
}): JSX.Element => {
  /** JSON has no lines to speak of: its items are numbered. */
  const place = () => (/json|zotero/i.test(props.file.format) ? 'Item' : 'Line')
  const more = () => props.file.skippedCount - props.file.skipped.length
  const remarks = (): readonly string[] => {
    const { repeated, tooMany, withoutAbstracts } = props.plan
    return [
      ...(repeated === 0
        ? []
        : [
            `${count(repeated, 'reference says', 'references say')} a paper of the file once more: each paper is added once.`,
          ]),
      ...(withoutAbstracts
        ? ['They are so many that their abstracts are left out, so that your library still opens quickly.']
        : []),
      ...(tooMany === 0
        ? []
        : [
            `${count(tooMany, 'paper', 'papers')} at the end of the file ${tooMany === 1 ? 'is' : 'are'} more than one library holds, and would not be added.`,
          ]),
    ]
  }
  return (
    <>
      <div class="found">
        <div>
          <b>{printNumber(props.plan.fresh)}</b>
          <p>{props.plan.fresh === 1 ? 'new paper' : 'new papers'}</p>
        </div>
        <div>
          <b>{printNumber(props.plan.known)}</b>
          <p>
            here already
            <Show when={props.plan.known > 0}>
              <span> · what they lack will be filled in</span>
            </Show>
          </p>
        </div>
        <div>
          <b>{printNumber(props.file.skippedCount)}</b>
          <Show when={props.file.skippedCount > 0} fallback={<p>could not be read</p>}>
            <details>
              <summary>could not be read</summary>
              <ul>
                <For each={props.file.skipped}>
                  {(skipped) => (
                    <li>
                      <span class="add-where">
                        {place()} {printNumber(skipped.line)}
                      </span>
                      <Show when={skipped.text}>
                        {' '}
                        <bdi>“{skipped.text}”</bdi>
                      </Show>
                      <br />
                      {skipped.reason}
                    </li>
                  )}
                </For>
                <Show when={more() > 0}>
                  <li>And {printNumber(more())} more.</li>
                </Show>
              </ul>
            </details>
          </Show>
        </div>
      </div>
      <For each={remarks()}>{(remark) => <p class="hint add-remark">{remark}</p>}</For>
    </>
  )
}
