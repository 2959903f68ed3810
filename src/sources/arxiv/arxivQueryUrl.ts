/**
 * Where arXiv answers by id; no key needed. Since November 2025 its answers lack Access-Control-Allow-Origin, so that a
 * browser does not hand them to a page (vict0rsch/PaperMemory#335, mattbierbaum/arxiv-bib-overlay#52). It is asked all
 * the same: an admin can name a mirror that allows it, and arXiv did before.
 */
export const ARXIV_ORIGIN = 'https://export.arxiv.org'

/** Address of the records of papers by their base ids. Without `max_results` arXiv stops at ten. */
export const arxivQueryUrl = (ids: readonly string[], origin = ARXIV_ORIGIN): string =>
  `${origin}/api/query?id_list=${ids.map(encodeURIComponent).join(',')}&max_results=${ids.length}`
