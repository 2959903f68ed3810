import type { BackupFault } from '../backup/backupFile.ts'
import type { RestoreReason } from './restoring.ts'

export const FILE_FAULTS: Readonly<Record<BackupFault, string>> = {
  'not-a-backup': 'This is no backup of Carrel. Its name ends in “.carrel”. Nothing was changed.',
  cut: 'This file is not whole: a part of it is missing, or something was added. Copy it again from where it was kept. Nothing was changed.',
  damaged:
    'This file was changed on its way: its check sum does not fit. Copy it again from where it was kept. Nothing was changed.',
  newer:
    'This file was made by a newer version of Carrel. Update Carrel on this device, then open it again. Nothing was changed.',
  'too-large': 'This file is larger than any backup of Carrel. Nothing was changed.',
  'wrong-passphrase': 'This is not the passphrase of this file. Nothing was changed.',
  unreadable:
    'This file is whole, but what is in it is no backup that Carrel understands. Nothing was changed.',
}

/** Of a file with a passphrase that is not whole: encryption proves all of it or nothing. */
export const SEALED_AND_BROKEN = {
  cut: 'This file is not whole: a part of it is missing, or something was added. One with a passphrase opens as a whole or not at all. Copy it again from where it was kept, or open an older backup. Nothing was changed.',
  damaged:
    'This file was changed on its way: its check sum does not fit. One with a passphrase opens as a whole or not at all. Copy it again from where it was kept, or open an older backup. Nothing was changed.',
} as const

/** Of a file whose library is not sound. */
export const NO_LIBRARY =
  'The library in this file is damaged, and without it nothing of the file can be put back. Copy the file again from where it was kept, or open an older backup. Your library key, or another of your devices, brings back what the server has. Nothing was changed.'

export const RESTORE_REASONS: Readonly<Record<RestoreReason, string>> = {
  disk: 'The disk of this device refused it. What was here is as it was, and nothing is lost. Free some space, then open the file again: it goes on where it stopped.',
  busy: 'Another tab of Carrel, or a device that is being linked or left behind, is changing the library of this device. Close the other tabs, reload, and open the file again.',
  newer:
    'The library was changed by a newer version of Carrel. What was here is as it was. Update Carrel, then open the file again.',
  'too-many':
    'This device has gone over to other libraries so often that it still clears up. Open Carrel with a network once, then open the file again.',
}
