/** Papers that wait to be looked up, those a registry does not know among them: a long list pasted, and then another. */
export const MAX_LOOKUPS = 500
/** arXiv asks for three seconds between requests, and one at a time (its API User's Manual, Terms of Use). */
export const ARXIV_PAUSE_MS = 3_000
/** Crossref and DataCite allow more without a key; nobody waits for a hundred papers at once. */
export const REGISTRY_PAUSE_MS = 1_000
/** A registry that has not answered in full by then has not answered; arXiv takes ten seconds at times. */
export const ANSWER_MS = 30_000
/** Bytes of one answer: three for each letter that is read of it. */
export const MAX_ANSWER_BYTES = 12_000_000
/** The first pause after a failure, and the longest; each is twice the one before, and stretched at random. */
export const FIRST_PAUSE_MS = 15_000
export const LAST_PAUSE_MS = 3_600_000
/** What a registry may ask for in `Retry-After`; a longer one is a mistake. */
export const MAX_RETRY_AFTER_MS = 6 * 3_600_000
/** Browsers take no longer clock than 2³¹ ms; by then a look is due anyway. */
export const MAX_SLEEP_MS = 3_600_000
/** arXiv registers a paper at DataCite some hours after it came out; so long a new one is asked for again. */
export const REGISTERED_MS = 3 * 86_400_000
/** Tries of one look-up that are counted; from then on its pauses are the longest anyway. */
export const MAX_TRIES = 1_000
