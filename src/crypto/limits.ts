/** The longest text searched for a link: an address of some kilobytes of tracking, and then some. */
export const MAX_LINK_LENGTH = 16_384
/** Places in a text where a link is looked for: an address has one, a pasted message a few. */
export const MAX_LINK_PLACES = 8
/** What a snapshot may inflate to: three years of a person's library are 12 MB, and a bomb stops here. */
export const MAX_INFLATED_BYTES = 32 * 1024 * 1024
/** Session keys kept imported per document: one per connection of every author since the last compaction. */
export const MAX_SESSION_KEYS = 4_096
/** People a move hands the new room to: 130 bytes each, so that the record stays below a fifth of its limit. */
export const MAX_HAND_OVERS = 1_500
