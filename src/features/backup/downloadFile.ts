import type { MadeFile } from '../../state/backups.ts'

/** Long after any browser has begun to read what it downloads. */
const FORGET_MS = 60_000

/** Has the browser keep a file where it keeps downloads. */
export const downloadFile = ({ name, bytes }: MadeFile, type = 'application/octet-stream'): void => {
  const address = URL.createObjectURL(new Blob([bytes], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), FORGET_MS)
}
