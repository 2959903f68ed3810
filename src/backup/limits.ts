/** A file larger than this is not read: three years of one person come to 20 MB, and a phone holds this much at once. */
export const MAX_BACKUP_BYTES = 128 * 1024 * 1024
/** What a file may inflate to: a bomb stops here. */
export const MAX_CONTENT_BYTES = 256 * 1024 * 1024
/** Documents of one file: a person with a list a day has a third of them after a year. */
export const MAX_DOCUMENTS = 2_000
/** The JSON that says who made a file, when and with what. */
export const MAX_ABOUT_BYTES = 4_096
/** Length of the name of a device or a version in it. */
export const MAX_ABOUT_LENGTH = 200
/** Rounds a file may ask for: ten seconds on a slow phone, and no file of ours asks for a tenth of them. */
export const MAX_ROUNDS = 10_000_000
/** Longer than any sentence somebody would remember. */
export const MAX_PASSPHRASE_LENGTH = 500
/** A file can be guessed at for ever: shorter ones are found. */
export const MIN_PASSPHRASE_LENGTH = 10
/** What is pasted where a library key belongs: the file that Carrel makes of one has a tenth of it. */
export const MAX_KEY_TEXT_LENGTH = 20_000
