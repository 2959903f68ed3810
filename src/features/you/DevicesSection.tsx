import './devices.css'
import { Link } from '@tanstack/solid-router'
import { createSignal, For, onMount, Show, type JSX } from 'solid-js'
import { MAX_NAME_LENGTH } from '../../domain/member.ts'
import type { DeviceEntry, Devices } from '../../state/devices.ts'
import { useCarrel } from '../../state/context.ts'
import { EditInPlace } from '../../ui/EditInPlace.tsx'
import { LoseDialog } from './LoseDialog.tsx'
import { printSeen } from './printSeen.ts'

const factsOf = ({ added, seen, thisOne, leaving }: DeviceEntry): string => {
  if (leaving) return 'Is being left behind, as soon as this device reaches the server'
  const now = Date.now()
  if (added === null || seen === null) return 'This device'
  const since = `linked ${printSeen(added, now)}`
  return thisOne ? `This device · ${since}` : `Last in use ${printSeen(seen, now)} · ${since}`
}

/** The devices that hold this library, and the ways to one more. */
export const DevicesSection = (): JSX.Element => {
  const carrel = useCarrel()
  const [devices, setDevices] = createSignal<Devices>()
  const [lost, setLost] = createSignal<DeviceEntry | null>(null)
  onMount(() => void carrel.devices().then(setDevices))
  return (
    <section aria-labelledby="you-devices">
      <h2 id="you-devices">Your devices</h2>
      <p>Each of them holds your whole library, works without the others, and keeps in step with them.</p>
      <Show when={devices()} fallback={<div class="device-list-place" />}>
        {(known) => (
          <ul class="device-list">
            <For each={known().all()}>
              {(device) => (
                <li>
                  <span class="device-name">
                    <EditInPlace
                      value={device.name}
                      place={`device ${device.id}`}
                      label={`Name of ${device.name}`}
                      maxLength={MAX_NAME_LENGTH}
                      needed
                      onSave={(name) => known().rename(device.id, name)}
                    />
                  </span>
                  <span class="device-facts">{factsOf(device)}</span>
                  <Show when={!device.thisOne && !device.leaving}>
                    <button
                      type="button"
                      class="device-lost"
                      aria-label={`I lost it: ${device.name}`}
                      onClick={() => setLost(device)}
                    >
                      I lost it
                    </button>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
      <Show when={lost()} keyed>
        {(device) => (
          <Show when={devices()}>
            {(known) => <LoseDialog device={device} devices={known()} onClose={() => setLost(null)} />}
          </Show>
        )}
      </Show>
      <div class="btns">
        <Link to="/link" class="btn">
          Link another device
        </Link>
        <Link to="/link/new" class="btn">
          Link this device to my other one
        </Link>
      </div>
    </section>
  )
}
