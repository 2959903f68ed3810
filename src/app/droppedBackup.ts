import { onCleanup } from 'solid-js'
import { handBackup, isBackupName } from '../features/backup/openedBackup.ts'

const filesOf = (event: DragEvent): readonly File[] => [...(event.dataTransfer?.files ?? [])]

/**
 * Takes a backup that is dropped anywhere on the app. A file that nobody here takes does not replace the app in its
 * window, as browsers do by themselves.
 */
export const createBackupDrop = (goTo: () => void): void => {
  const allow = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
  }
  const take = (event: DragEvent): void => {
    const files = filesOf(event)
    if (files.length > 0) event.preventDefault()
    const [file] = files
    if (!file || files.length > 1 || !isBackupName(file.name)) return
    // Before the page for adding papers would look for papers in it.
    event.stopPropagation()
    handBackup(file)
    goTo()
  }
  addEventListener('dragover', allow)
  addEventListener('drop', take, { capture: true })
  onCleanup(() => {
    removeEventListener('dragover', allow)
    removeEventListener('drop', take, { capture: true })
  })
}
