const KIB = 1_024
const MIB = KIB * KIB

/** How long a change waits for others of the same act: a tick of the clock to a person, several steps to the app. */
export const PROMPT_MS = 10
/** Records of one room in the long run, one in so many ms: slower than typing, an eighth of the relay's 30 a second. */
export const BATCH_MS = 250
/** Records that acts may use ahead of that: papers tagged or voted on in a row, a sixth of the relay's burst of 120. */
export const BATCH_BURST = 20
/** How often the document is compared with the log even if it said nothing: a silenced document says nothing. */
export const AUDIT_MS = 3_000
/** The longest wait before healing a relay that lost data, so that not every device uploads the same copy. */
export const HEAL_MS = 2_000
/** Without an answer for so long a socket is dead, whatever its state says. */
export const ACK_MS = 30_000
/** y-websocket gives up after 30 s of silence; three pings fit in. */
export const PING_MS = 10_000
/** How long a returning page waits for a sign of life before it dials anew. */
export const PROBE_MS = 3_000
/** The first redial, and the slowest. Both are halved and stretched at random. */
export const FIRST_BACKOFF_MS = 400
export const LAST_BACKOFF_MS = 30_000
/** A refusal that a redial cannot mend is tried again once in a while: relays get upgraded. */
export const REFUSED_BACKOFF_MS = 60_000
/** The longest pause of one room after refusals. */
export const LAST_ROOM_PAUSE_MS = 60_000
/** Pending structures older than this are told to the person. */
export const PENDING_MS = 10_000

/** How often a relay may leave out parts of an upload before the rest waits for a better moment. */
export const MAX_IDLE_ROUNDS = 8

/** Reads of earlier versions that wait for each other: a person opens one, looks, and opens another. */
export const MAX_READS = 4
/** Without a part or an answer for so long, a read of an earlier version is given up. */
export const READ_PATIENCE_MS = 20_000
/** How long a tab waits for another one to read for it: 16 MB on the slowest phone. */
export const READ_BY_OTHER_TAB_MS = 180_000

/** Bytes that wait to be opened: a full room's replay of 64 MiB, and half as much of other rooms. */
export const MAX_INBOUND_BYTES = 96 * MIB
/** The largest snapshot this device takes in, whatever the relay announces. */
export const MAX_SNAPSHOT_BYTES = 64 * MIB
/** Above this the socket gets no further records or parts; they wait in the document, which is where they came from. */
export const MAX_BUFFERED_BYTES = MIB
/** Messages of one frame together, unless a single one is larger. */
export const FRAME_TARGET_BYTES = 256 * KIB
/** A record's header, signature, tag, `seen` and length, rounded up. */
export const RECORD_OVERHEAD_BYTES = 512
/** Padding adds at most an eighth. */
export const PADDING_SHARE = 8

/** A tail of so many records or bytes is replaced by a snapshot; a snapshot larger than the bytes counts instead. */
export const COMPACT_RECORDS = 300
export const COMPACT_BYTES = 128 * KIB
/** The first compactor of several is chosen by chance. */
export const COMPACT_JITTER_MS = 30_000
/** At most one compaction in a minute by one device, and one in ten minutes when only garbage grows. */
export const COMPACT_PAUSE_MS = 60_000
export const GARBAGE_PAUSE_MS = 600_000

/** The first version of a document is kept when it has so many records; a list of ten papers has been talked about. */
export const FIRST_VERSION_RECORDS = 30
/** A version is kept once a day, as far as the document has changed by this share of its size since. */
export const VERSION_MS = 86_400_000
export const VERSION_SHARE = 64
/**
 * Tries to move a room at its very head. The relay holds the room still after the first, so that the second succeeds; a
 * relay that does not must not keep the owner from leaving.
 */
export const MAX_MOVE_TRIES = 20

/** An ephemeral record holds 8 KiB with its seal; a name, a colour and a caret need some hundred bytes. */
export const MAX_PRESENCE_BYTES = 7 * KIB
/** People shown at once; rooms with more connections have no presence. */
export const MAX_PRESENCE_ENTRIES = 64
/** Of these one connection shows so many: a device's tabs. Who claims more does not crowd the others out. */
export const MAX_PRESENCE_OF_ONE = 8
/** Renewals come every 15 s and caret moves in bursts: what a burst said last is sent. */
export const PRESENCE_BATCH_MS = 80
/** A presence older than this was kept by somebody to be shown again; clocks of honest devices differ by less. */
export const PRESENCE_STALE_MS = 3_600_000
/** y-protocols counts presence by ones; a number beyond this is an attempt to outbid everybody for ever. */
export const MAX_PRESENCE_CLOCK = 2 ** 31

/** Problems told at once: there are fewer kinds, so the bound is never met in practice. */
export const MAX_PROBLEMS = 32
/** Sessions whose last counter is remembered: one per connection of every author since the last compaction. */
export const MAX_SESSIONS = 4_096
/** Records opened at once: enough for every core's WebCrypto, little enough that their bytes stay few. */
export const OPENED_AT_ONCE = 64
/** Records of a replay that go into the document together: one transaction, one repaint. */
export const REPLAY_STEP_RECORDS = 2_048
export const REPLAY_STEP_BYTES = 8 * MIB
/** A difference larger than this after a full replay looks like a relay that lost data, and waits its turn. */
export const HEAL_BYTES = 16 * KIB
