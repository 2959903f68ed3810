import { createSignal, For, Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { DeviceEntry, Devices } from '../../state/devices.ts'
import { useCarrel } from '../../state/context.ts'
import { feedsOf, nameFeed } from '../../state/feeds.ts'
import { Dialog } from '../../ui/Dialog.tsx'

/** What happens when a device is lost, and the button that makes it happen. */
export const LoseDialog = (props: {
  readonly device: DeviceEntry
  readonly devices: Devices
  readonly onClose: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const [busy, setBusy] = createSignal(false)
  const [fault, setFault] = createSignal<string | null>(null)
  const others = () => props.devices.all().filter(({ id, thisOne }) => !thisOne && id !== props.device.id)
  const own = () => carrel.lists.all().filter(({ role, frozen }) => role === 'owner' || frozen !== null)
  const foreign = () => carrel.lists.all().filter(({ role, frozen }) => role !== 'owner' && frozen === null)

  const feeds = feedsOf(carrel)
  const published = () =>
    (feeds()?.publications() ?? [])
      .filter(({ state }) => state !== 'ending')
      .map(({ title }) => nameFeed(title))

  const lose = async (): Promise<void> => {
    if (busy()) return
    setBusy(true)
    setFault(null)
    const begun = await props.devices.lose(props.device.id)
    setBusy(false)
    if (!begun.ok) {
      setFault(begun.error)
      return
    }
    carrel.undo.say(`Your library leaves “${props.device.name}” behind.`)
    props.onClose()
  }

  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      title={`Leave “${props.device.name}” behind?`}
      description="Carrel moves your library to a new place that this device has no way to. It keeps what it has on its disk, and gets nothing that comes later. If you find it again, you can link it anew."
    >
      <ul class="lose-facts">
        <Show when={own().length > 0}>
          <li>
            {count(own().length, 'list of yours moves', 'lists of yours move')} along with it. Members follow
            by themselves; whoever came within the last hour, or has a link for reading, needs the new link
            from you.
          </li>
        </Show>
        <li>
          <Show when={others().length > 0} fallback="You have no other devices that would come along.">
            These come along by themselves:{' '}
            {others()
              .map(({ name }) => name)
              .join(', ')}
            . Leave each one behind that you do not know.
          </Show>
        </li>
        <Show when={published().length > 0}>
          <li>
            The lost device can still read and write the feeds you publish: {published().join(', ')}. End them
            under Feeds and publish them anew; that needs a new link for those who follow.
          </li>
        </Show>
        <Show when={foreign().length > 0}>
          <li>
            These lists are not yours, and the lost device can still open them. Ask whoever made them to reset
            their links:
            <ul>
              <For each={foreign()}>{(list) => <li>{list.title}</li>}</For>
            </ul>
          </li>
        </Show>
      </ul>
      <Show when={fault()}>
        {(sentence) => (
          <p class="link-note wait" role="alert">
            {sentence()}
          </p>
        )}
      </Show>
      <div class="dialog-acts">
        <button type="button" class="btn" onClick={() => props.onClose()}>
          Cancel
        </button>
        <button
          type="button"
          class="btn danger"
          data-first
          aria-disabled={busy()}
          onClick={() => void lose()}
        >
          Leave it behind
        </button>
      </div>
    </Dialog>
  )
}
