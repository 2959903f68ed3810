/** A shard is closed at the first day boundary at or past this: 1,000 abstracts are 2 MB, a second on a slow phone. */
export const MAX_SHARD_PAPERS = 1_000
/** Shards of one feed that are opened, the newest: ten years of a busy feed, and half the rooms of a connection. */
export const MAX_FEED_SHARDS = 128
/** Papers that are published of one list, those added last: a feed is for what is new. */
export const MAX_PUBLISHED_PAPERS = 10_000
/** Feeds that are followed, those followed first: each is at least two of the 512 rooms of a connection. */
export const MAX_FOLLOWED_FEEDS = 50
/** Papers of one day in one `days` entry; the busiest published days have a few hundred, an import may have more. */
export const MAX_DAY_ENTRIES = 2_000
/** Writers whose additions one day tells apart, those that added last: a page of one device each time it was opened. */
export const MAX_DAY_WRITERS = 100
/** Devices of one publisher that put one paper on one day at once. */
export const MAX_DOTS = 8
/** Removed things, and the way back to them, are kept for a month of the document's own time. */
export const KEPT_MS = 30 * 86_400_000
/** A time from somebody else counts as at most this much after one's own clock: a wrong clock must not drag all others. */
export const MAX_AHEAD_MS = 86_400_000
/** Acts purged by one verb: a verb stays short after a long absence, and the next ones do the rest. */
export const MAX_PURGED_ACTS = 200
/** Tombstones purged by one verb, for the same reason; each may empty a text. */
export const MAX_PURGED_TOMBSTONES = 50
/** Papers one verb may add: an import of a whole library by hand stays one undoable act. */
export const MAX_PAPERS_AT_ONCE = 5_000
/** Keys of one packed entry of skips, of one day and device; a person meets a few hundred papers a day. */
export const MAX_PACKED_SKIPS = 5_000

/** The longest title of a list: one line of a heading. */
export const MAX_LIST_TITLE_LENGTH = 200
/** A description is a paragraph or two. */
export const MAX_DESCRIPTION_LENGTH = 2_000
/** Why a paper is on a list: a few sentences. */
export const MAX_WHY_LENGTH = 1_000
/** Tags of one list: a group that has more does not find them again. Tagging makes no more, and reading shows no more. */
export const MAX_LIST_TAGS = 500
/** Tags of one paper in a list, by the same reasoning; of more the first by id are read. */
export const MAX_TAGS_OF_LISTED = 32
/** Meetings of one list that are remembered as put into a calendar: those of two years, every week. */
export const MAX_CALENDAR_MEETINGS = 104
/** Where a group meets: a room, or a link with what one needs to get in. */
export const MAX_PLACE_LENGTH = 500
/** A comment longer than this is a document of its own. */
export const MAX_COMMENT_LENGTH = 10_000
/** Steps of typing that can be taken back in one text, and the letters they hold: ten whole notes. */
export const MAX_UNDO_STEPS = 500
export const MAX_UNDO_LETTERS = 1_000_000
/** Stretches of letters that were taken out and written again: who goes back and forth in one text all day. */
export const MAX_WRITTEN_AGAIN = 5_000
/** Members one comment speaks to; a seminar is spoken to without naming each. */
export const MAX_MENTIONS = 32
/** An address of a room with its secret in it: 78 letters of code behind an address. */
export const MAX_LINK_LENGTH = 2_000
/** A control record for 1,500 people, in base64url. */
export const MAX_MOVE_LENGTH = 400_000
/** Members of one list whose keys are pinned: as many as one move hands the new room to. */
export const MAX_PINS_OF_LIST = 1_500
/** Rooms that lists have left: who was away for longer than so many moves asks for a link. */
export const MAX_LEFT_ROOMS = 64
/** Ids are 16 to 27 letters today; what is longer was not written by Carrel. */
export const MAX_ID_LENGTH = 64

/** The longest title on arXiv is near 400 letters. */
export const MAX_PAPER_TITLE_LENGTH = 1_000
/** arXiv allows 1,920 letters; some publishers' abstracts are whole pages. */
export const MAX_ABSTRACT_LENGTH = 20_000
/** The largest collaborations sign with some 5,000 names. */
export const MAX_AUTHORS = 6_000
export const MAX_AUTHOR_LENGTH = 200
/** arXiv itself allows a handful; each is as long as a name at most. */
export const MAX_CATEGORIES = 20
export const MAX_URL_LENGTH = 2_000
/** Fields of one paper's details, each as long as a title at most: this version knows 40, and few papers have ten. */
export const MAX_DETAILS = 60
/** Editors of one volume: the largest handbooks and proceedings name some 300. */
export const MAX_EDITORS = 500
/** JSON of a snapshot: a full collaboration with an abstract stays below it. */
export const MAX_ENTRY_LENGTH = 1_000_000

/** A position longer than this is spread apart at the next move near it. */
export const MAX_NEW_POSITION_LENGTH = 48
/** Positions longer than this are nobody's of ours. */
export const MAX_POSITION_LENGTH = 256

/** Names of devices in one library beyond which the oldest are not read: nobody uses a hundred. */
export const MAX_DEVICES = 100
/** One step of linking: a sealed pair of secrets is 162 letters, a name at most 60. */
export const MAX_SAID_LENGTH = 300

/** An update as large as the largest snapshot that the protocol inflates. */
export const MAX_UPDATE_BYTES = 32 * 1_024 * 1_024
/** A client that typed ten letters a second for a year would come to 3·10⁸. */
export const MAX_CLOCK = 2 ** 31
/** Lists in objects in lists: a value of Carrel's own has four levels, and some thousands exhaust the stack. */
export const MAX_VALUE_DEPTH = 64
/** Root names and keys are a paper key (at most 300), a member and a prefix. */
export const MAX_ROOT_NAME_LENGTH = 2_000

/** Views that are read, the oldest: a rail holds a few dozen. */
export const MAX_VIEWS = 100
export const MAX_VIEW_NAME_LENGTH = 100

/** Members of whom a list is remembered as seen, the most recent: a seminar's, and below 8 kB in the library. */
export const MAX_SEEN_MEMBERS = 200
/** An act from further ahead than this is new to nobody: twice what a verb lets itself be led ahead by. */
export const MAX_NEWS_AHEAD_MS = 2 * MAX_AHEAD_MS
/** Papers one line of the activity names; of more it says how many. */
export const MAX_TOLD_PAPERS = 50
