/** `starter`: ships with Carrel; `published`: somebody's for others; `own`: what a person imported. */
export const FEED_KINDS = ['starter', 'published', 'own'] as const
export type FeedKind = (typeof FEED_KINDS)[number]
