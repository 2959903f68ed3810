import './library.css'
import { getRouteApi, Link, useNavigate } from '@tanstack/solid-router'
import { createMemo, createSignal, For, Show, Suspense, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { Tagging } from '../../state/library.ts'
import { useCarrel } from '../../state/context.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { latePart } from '../../ui/latePart.ts'
import { createShortcuts } from '../../ui/shortcuts.ts'
import { sortTags, TAG_SORTS, type TagSort } from './sortTags.ts'
import { TagLine } from './TagLine.tsx'

const MergeDialog = latePart(
  () => import('./MergeDialog.tsx'),
  (code) => code.MergeDialog,
)

const route = getRouteApi('/tags')
const SORT_LABELS: Readonly<Record<TagSort, string>> = { name: 'Name', count: 'Papers', used: 'Last used' }

/** Every tag of the person's own: renamed, recoloured, merged and removed here. */
export const TagsPage = (): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const search = route.useSearch()
  const [tagging, setTagging] = createSignal<Tagging | null>(null)
  void carrel.library.tagging().then((one) => setTagging(one))
  const sort = (): TagSort => TAG_SORTS.find((one) => one === search().sort) ?? 'name'
  const used = () => tagging()?.lastUsed() ?? new Map<string, number>()
  const tags = createMemo(() => sortTags(carrel.library.tags(), sort(), used()))
  const ids = createMemo<readonly string[]>(() => tags().map(({ id }) => id))
  const [merging, setMerging] = createSignal<string | null>(null)
  const [renaming, setRenaming] = createSignal<string | null>(null)
  let root: HTMLElement | undefined

  const links = (): readonly HTMLElement[] => [...(root?.querySelectorAll<HTMLElement>('[data-tag]') ?? [])]
  const here = (): number =>
    links().findIndex((link) => link.closest('li')?.contains(document.activeElement) === true)
  const move = (direction: 1 | -1) => (): void => {
    const at = here()
    const next = links()[at < 0 ? (direction === 1 ? 0 : links().length - 1) : at + direction]
    next?.focus()
  }
  /** Whoever was on a row that goes is then on the one of the tag `wanted`, or on what takes its place. */
  const keepFocus = (at: number, wanted: string | null): void => {
    // After the menu or the dialog has handed the focus back to a button that is gone.
    requestAnimationFrame(() =>
      setTimeout(() => {
        // Whoever has gone on meanwhile is where they want to be.
        if (document.activeElement && document.activeElement !== document.body) return
        const found = links().find((link) => link.dataset['tag'] === wanted)
        const near = found ?? links()[Math.min(at, links().length - 1)]
        ;(near ?? root?.querySelector<HTMLElement>('h1'))?.focus()
      }),
    )
  }
  const rename = (id: string, name: string): void => {
    const at = ids().indexOf(id)
    tagging()?.rename(id, name)
    keepFocus(at, carrel.library.tagId(id))
  }
  const remove = (id: string): void => {
    const at = ids().indexOf(id)
    tagging()?.remove(id)
    keepFocus(at, null)
  }
  const merge = (from: string, into: string): void => {
    tagging()?.merge(from, into)
    keepFocus(0, carrel.library.tagId(into))
  }
  createShortcuts({
    j: move(1),
    k: move(-1),
    ArrowDown: move(1),
    ArrowUp: move(-1),
    F2: () => {
      const id = links()[here()]?.dataset['tag']
      return id === undefined ? false : setRenaming(id)
    },
  })

  return (
    <section class="list page tags-page" aria-label="Tags" ref={(element) => (root = element)}>
      <header class="bar">
        <div class="row">
          <div class="heading">
            <h1 tabindex={-1}>Your tags</h1>
            <div class="sub">
              {count(tags().length, 'tag', 'tags')}. They are yours alone: nobody you share a list with sees
              them.
            </div>
          </div>
        </div>
        <div class="chips" classList={{ none: tags().length === 0 }}>
          <Show when={tags().length > 0}>
            <div class="seg" role="group" aria-label="Order">
              <For each={TAG_SORTS}>
                {(one) => (
                  <button
                    type="button"
                    aria-pressed={sort() === one}
                    onClick={() => void navigate({ to: '/tags', search: { sort: one }, replace: true })}
                  >
                    {SORT_LABELS[one]}
                  </button>
                )}
              </For>
            </div>
          </Show>
        </div>
      </header>
      <div class="scroll" data-scroll-restoration-id="tags">
        <Show
          when={tags().length > 0}
          fallback={
            <EmptyState
              title="No tags yet"
              text="Open a paper and press t, or tap “Tag” below its abstract. Your tags gather here."
            >
              <Link to="/" class="btn pri">
                Go to the feed
              </Link>
            </EmptyState>
          }
        >
          <ul class="tag-lines" aria-label="Your tags">
            <For each={ids()}>
              {(id) => (
                <Show when={tags().find((tag) => tag.id === id)}>
                  {(tag) => (
                    <TagLine
                      tag={tag()}
                      used={used().get(id) ?? null}
                      renaming={renaming() === id}
                      mergeable={tags().length > 1}
                      onRenaming={(on) => setRenaming(on ? id : null)}
                      onRename={(name) => rename(id, name)}
                      onColour={(colour) => tagging()?.recolour(id, colour)}
                      onMerge={() => setMerging(id)}
                      onRemove={() => remove(id)}
                    />
                  )}
                </Show>
              )}
            </For>
          </ul>
        </Show>
      </div>
      <Show when={merging()} keyed>
        {(from) => (
          <Suspense>
            <MergeDialog from={from} onClose={() => setMerging(null)} onMerge={(into) => merge(from, into)} />
          </Suspense>
        )}
      </Show>
    </section>
  )
}
