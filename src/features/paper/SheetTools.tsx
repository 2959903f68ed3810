import Bookmark from 'lucide-solid/icons/bookmark'
import ChevronLeft from 'lucide-solid/icons/chevron-left'
import ChevronRight from 'lucide-solid/icons/chevron-right'
import CircleX from 'lucide-solid/icons/circle-x'
import List from 'lucide-solid/icons/list'
import TagIcon from 'lucide-solid/icons/tag'
import X from 'lucide-solid/icons/x'
import { Show, type JSX } from 'solid-js'
import { withKey } from '../../ui/shortcuts.ts'

/** The row of buttons above a paper. */
export const SheetTools = (props: {
  readonly saved: boolean
  readonly inLists: boolean
  readonly hasPrevious: boolean
  readonly hasNext: boolean
  readonly onClose: () => void
  readonly onStep: (direction: 1 | -1) => void
  readonly onSave: () => void
  readonly skipped: boolean
  /** Without it nothing is skipped here. */
  readonly onSkip: (() => void) | undefined
  readonly onTag: () => void
  readonly onList: () => void
}): JSX.Element => (
  <div class="tools">
    <button
      type="button"
      class="icon back phone-only"
      aria-label="Back to the list"
      onClick={() => props.onClose()}
    >
      <ChevronLeft class="i" />
    </button>
    <span class="grow phone-only" />
    <button
      type="button"
      class="icon"
      aria-label="Previous paper"
      title={withKey('Previous paper', 'k')}
      disabled={!props.hasPrevious}
      onClick={() => props.onStep(-1)}
    >
      <ChevronLeft class="i not-phone" />
      <ChevronRight class="i phone-only up" />
    </button>
    <button
      type="button"
      class="icon"
      aria-label="Next paper"
      title={withKey('Next paper', 'j')}
      disabled={!props.hasNext}
      onClick={() => props.onStep(1)}
    >
      <ChevronRight class="i not-phone" />
      <ChevronRight class="i phone-only down" />
    </button>
    <span class="grow not-phone" />
    <button
      type="button"
      class="icon not-phone"
      classList={{ on: props.saved }}
      aria-label="Save"
      aria-pressed={props.saved}
      title={withKey('Save', 's')}
      onClick={() => props.onSave()}
    >
      <Bookmark class="i" />
    </button>
    <Show when={props.onSkip}>
      <button
        type="button"
        class="icon not-phone"
        classList={{ on: props.skipped }}
        aria-label="Skip"
        aria-pressed={props.skipped}
        title={withKey('Skip', 'x')}
        onClick={() => props.onSkip?.()}
      >
        <CircleX class="i" />
      </button>
    </Show>
    <button
      type="button"
      class="icon"
      aria-label="Add a tag"
      title={withKey('Tag', 't')}
      onClick={() => props.onTag()}
    >
      <TagIcon class="i" />
    </button>
    <button
      type="button"
      class="icon not-phone"
      classList={{ on: props.inLists }}
      aria-label="Add to a list"
      title={withKey('Add to a list', 'l')}
      onClick={() => props.onList()}
    >
      <List class="i" />
    </button>
    <button
      type="button"
      class="icon not-phone"
      aria-label="Close this paper"
      title="Close (Esc)"
      onClick={() => props.onClose()}
    >
      <X class="i" />
    </button>
  </div>
)
