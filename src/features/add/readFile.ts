import { err, ok, type Result } from '../../lib/result.ts'
import { MAX_FILE_BYTES } from './limits.ts'

const MEGABYTE = 1_000_000

/** The text of a file somebody dropped or opened; the error is a sentence for the person. */
export const readFile = async (
  file: Pick<File, 'name' | 'size' | 'arrayBuffer'>,
): Promise<Result<string, string>> => {
  if (file.size > MAX_FILE_BYTES)
    return err(
      `“${file.name}” is larger than ${MAX_FILE_BYTES / MEGABYTE} MB, more than any page of papers. A text file with the copied page was expected.`,
    )
  try {
    const bytes = new Uint8Array(await file.arrayBuffer())
    // Of its own, since files of references are decoded elsewhere.
    const { decodeText } = await import('../../formats/references/decodeText.ts')
    const { text } = decodeText(bytes)
    return text.includes('\0')
      ? err(`“${file.name}” is not text. A text file with the copied page was expected.`)
      : ok(text)
  } catch {
    return err(`“${file.name}” could not be read. It may have been moved, or the browser was not let in.`)
  }
}
