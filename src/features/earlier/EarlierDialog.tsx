import './earlier.css'
import { createEffect, createSignal, For, Match, onCleanup, Show, Switch, type JSX } from 'solid-js'
import type { EarlierVersion, EarlierVersions, OpenVersion } from '../../state/earlier.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { printMoment } from './earlierText.ts'
import { VersionView } from './VersionView.tsx'

const WIDTH = 640
const OFFLINE =
  'Earlier versions are kept on the server and need a connection. They are here as soon as this device is online.'

/** What a list, or the library, was earlier: the versions the server keeps, one of them opened, parts brought back. */
export const EarlierDialog = (props: {
  /** “Thursday”, or “your library”. */
  readonly of: string
  readonly kind: 'list' | 'library'
  /** `null` where this device does not hold it. */
  readonly load: () => Promise<EarlierVersions | null>
  readonly onClose: () => void
}): JSX.Element => {
  const [versions, setVersions] = createSignal<EarlierVersions | null>(null)
  const [listed, setListed] = createSignal<Awaited<ReturnType<EarlierVersions['list']>> | null>(null)
  const [tries, setTries] = createSignal(0)
  const [opened, setOpened] = createSignal<{
    readonly version: EarlierVersion
    readonly content: OpenVersion
  } | null>(null)
  const [fetching, setFetching] = createSignal<string | null>(null)
  const [fault, setFault] = createSignal<string | null>(null)
  const [back, setBack] = createSignal<HTMLButtonElement>()
  let closed = false
  // reason: which document it is does not change while its dialog stands
  // oxlint-disable-next-line solid/reactivity
  void props.load().then(setVersions)
  createEffect(() => {
    const from = versions()
    tries()
    // Asked again as soon as there is a connection.
    if (!from?.connected()) return
    let current = true
    onCleanup(() => (current = false))
    setListed(null)
    void from.list().then((got) => current && setListed(got))
  })
  const shut = (): void => {
    opened()?.content.close()
    setOpened(null)
  }
  onCleanup(() => {
    closed = true
    shut()
  })

  const open = async (version: EarlierVersion): Promise<void> => {
    const from = versions()
    if (!from || fetching() !== null) return
    setFetching(version.id)
    setFault(null)
    const got = await from.open(version)
    if (closed) {
      if (got.ok) got.value.close()
      return
    }
    setFetching(null)
    if (!got.ok) {
      setFault(got.error)
      return
    }
    setOpened({ version, content: got.value })
    back()?.focus()
  }
  const leave = (): void => {
    const from = opened()?.version.id
    shut()
    if (from !== undefined) document.querySelector<HTMLElement>(`[data-version="${from}"]`)?.focus()
  }
  const all = () => {
    const got = listed()
    return got?.ok ? got.value : []
  }
  const listFault = () => {
    const got = listed()
    return got && !got.ok ? got.error : null
  }
  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      width={WIDTH}
      title={
        opened()
          ? `As it was on ${printMoment(opened()?.version.at ?? 0)}`
          : `Earlier versions of ${props.of}`
      }
      {...(opened()
        ? {}
        : {
            description:
              'A copy is kept on the server now and then, for about two weeks. Only your devices can read it. Looking at one changes nothing.',
          })}
    >
      <Show
        when={opened()}
        keyed
        fallback={
          <div class="earlier" aria-busy={listed() === null}>
            <Switch
              fallback={
                <p role="status" class="earlier-say">
                  Asking the server…
                </p>
              }
            >
              <Match when={versions() && !versions()?.connected()}>
                <p role="status" class="earlier-say">
                  {OFFLINE}
                </p>
              </Match>
              <Match when={listFault()}>
                {(sentence) => (
                  <div role="alert" class="earlier-say">
                    <p>{sentence()}</p>
                    <button type="button" class="btn" onClick={() => setTries((before) => before + 1)}>
                      Try again
                    </button>
                  </div>
                )}
              </Match>
              <Match when={listed() !== null && all().length === 0}>
                <p role="status" class="earlier-say">
                  Nothing is kept yet. The first version is kept when the {props.kind} has been in use for a
                  while.
                </p>
              </Match>
              <Match when={all().length > 0}>
                <ul class="earlier-versions">
                  <For each={all()}>
                    {(version) => (
                      <li>
                        <button
                          type="button"
                          data-version={version.id}
                          disabled={fetching() !== null && fetching() !== version.id}
                          aria-busy={fetching() === version.id}
                          onClick={() => void open(version)}
                        >
                          <span>{printMoment(version.at)}</span>
                          <Show when={fetching() === version.id} fallback={<Icon name="up" small />}>
                            <span class="hint">Fetching…</span>
                          </Show>
                        </button>
                      </li>
                    )}
                  </For>
                </ul>
              </Match>
            </Switch>
            <Show when={fault()}>
              <p role="alert" class="earlier-say">
                {fault()}
              </p>
            </Show>
          </div>
        }
      >
        {({ content }) => (
          <div class="earlier">
            <button ref={setBack} type="button" class="btn earlier-back" onClick={leave}>
              <Icon name="up" small />
              All versions
            </button>
            <VersionView content={content} writable={versions()?.writable() ?? false} />
          </div>
        )}
      </Show>
    </Dialog>
  )
}
