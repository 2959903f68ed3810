/** The longest text searched for a link: an address of some kilobytes of tracking, and then some. */
export const MAX_LINK_LENGTH = 16_384
/** What a snapshot may inflate to: three years of a person's library are 12 MB, and a bomb stops here. */
export const MAX_INFLATED_BYTES = 32 * 1024 * 1024
/** Session keys kept imported per document: one per connection of every author since the last compaction. */
export const MAX_SESSION_KEYS = 4_096
