import { Link } from '@tanstack/solid-router'
import { createSignal, onMount, Show, type JSX } from 'solid-js'
import type { Backups } from '../../state/backups.ts'
import { useCarrel } from '../../state/context.ts'
import { DailyBackups } from './DailyBackups.tsx'
import { ExportAll } from './ExportAll.tsx'
import { RestoreBackup } from './RestoreBackup.tsx'
import { SaveBackup } from './SaveBackup.tsx'
import { SaveKey } from './SaveKey.tsx'
import { UseKey } from './UseKey.tsx'
import './backup.css'

/** The parts of the page, once the code that makes and reads backups is here. */
export const BackupParts = (): JSX.Element => {
  const carrel = useCarrel()
  const [backups, setBackups] = createSignal<Backups>()
  onMount(() => {
    // Said by the address before the part was there to go to.
    const part = location.hash === '#backup-restore' ? 'backup-restore' : null
    void carrel.later().then(async (later) => {
      setBackups(await later.backups())
      const heading = part && document.getElementById(part)
      if (!heading) return
      heading.scrollIntoView()
      heading.focus({ preventScroll: true })
    })
  })
  return (
    <>
      <header class="bar">
        <div class="row">
          <h1>Backup and restore</h1>
        </div>
      </header>
      <div class="scroll" data-scroll-restoration-id="backup">
        <div class="backup-body">
          <Show when={backups()}>
            {(known) => (
              <>
                <SaveBackup backups={known()} />
                <DailyBackups backups={known()} />
                <RestoreBackup backups={known()} />
                <SaveKey backups={known()} />
                <UseKey backups={known()} />
                <ExportAll backups={known()} />
                <p class="backup-back">
                  <Link to="/you">Back to You</Link>
                </p>
              </>
            )}
          </Show>
        </div>
      </div>
    </>
  )
}
