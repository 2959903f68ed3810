import { Link } from '@tanstack/solid-router'
import type { JSX } from 'solid-js'

/** The way to backups, and back from them. */
export const BackupSection = (): JSX.Element => (
  <section aria-labelledby="you-backup">
    <h2 id="you-backup">Backup</h2>
    <p>
      Everything you have here fits into one file, from which any browser becomes this device again. A second
      device is a backup too.
    </p>
    <div class="btns">
      <Link to="/backup" class="btn">
        Save a backup
      </Link>
      <Link to="/backup" hash="backup-restore" class="btn">
        I have a backup or key
      </Link>
    </div>
  </section>
)
