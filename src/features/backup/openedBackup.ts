import { createSignal } from 'solid-js'

/** A file that was dropped on the app or opened with it, until the page of backups takes it. */
const [opened, setOpened] = createSignal<File | null>(null)

/** Whether a file is a backup by its name; what is in it is looked at later. */
export const isBackupName = (name: string): boolean => name.toLowerCase().endsWith('.carrel')

/** Hands a file to the page at `/backup`; go there after (or before) calling it. Nothing is written unasked. */
export const handBackup = (file: File): void => {
  setOpened(file)
}

/** The file that was handed over, once. Reactive. */
export const takeOpenedBackup = (): File | null => {
  const file = opened()
  if (file) setOpened(null)
  return file
}
