import { Suspense, type JSX } from 'solid-js'
import { latePart } from '../../ui/latePart.ts'

// The first load names all that a route's own file needs, and this page needs much.
const BackupParts = latePart(
  () => import('./BackupParts.tsx'),
  (code) => code.BackupParts,
)

/** Everything a person has here in one file, and the way back. */
export const BackupPage = (): JSX.Element => (
  <section class="list page backup" aria-label="Backup and restore">
    <Suspense>
      <BackupParts />
    </Suspense>
  </section>
)
