import { refuseDisk } from '../storage/database.ts'
import { readHeldFromDisk } from './heldOnDisk.ts'
import { saveRescueCopy } from './rescueCopy.ts'

/** From now on this page lives in memory alone; what is on the disk stays as it is. */
export const goWithoutDisk = (): void => refuseDisk()

/** Saves what the disk holds, where the keyring cannot be read and so the app cannot start with it. */
export const saveCopyFromDisk = async (): Promise<void> => saveRescueCopy(await readHeldFromDisk())
