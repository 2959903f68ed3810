import { onMount, type JSX } from 'solid-js'
import { useCarrel } from '../state/context.ts'
import { UpdateNow } from '../ui/UpdateNow.tsx'
import { newerLastTime } from './newerLastTime.ts'

/** Stands as long as it is so: what cannot be changed must not look as if it could. */
export const LibraryNewer = (): JSX.Element => {
  const carrel = useCarrel()
  onMount(() => newerLastTime.note(true))
  return (
    <div class="problem">
      <p>
        <b>Your library was changed by a newer version of Carrel.</b> Everything in it is here to be read.
        Saving, skipping, tagging and your own notes wait until this device has that version too; what you do
        in shared lists is kept.
      </p>
      <UpdateNow
        class="btn"
        updates={() => carrel.device.updates()}
        onSay={(sentence) => carrel.undo.say(sentence)}
      />
    </div>
  )
}
