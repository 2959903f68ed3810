import { useNavigate } from '@tanstack/solid-router'
import type { JSX } from 'solid-js'
import { AddPage } from '../features/add/AddPage.tsx'
import { handBackup, isBackupName } from '../features/backup/openedBackup.ts'

/** The page for adding, which hands a backup that is opened, shared or dropped there to the page of backups. */
export const AddRoute = (): JSX.Element => {
  const navigate = useNavigate()
  const takeBackup = (file: File): boolean => {
    if (!isBackupName(file.name)) return false
    handBackup(file)
    void navigate({ to: '/backup' })
    return true
  }
  return <AddPage onBackup={takeBackup} />
}
