/**
 * Where Crossref answers by DOI; no key needed. Its answers carry `Access-Control-Allow-Origin: *`, so that any page
 * may ask (periodo/periodo-client#239; its REST API documentation). A mail address would make it answer sooner: none is
 * given, as it would be the person's.
 */
export const CROSSREF_ORIGIN = 'https://api.crossref.org'

/** Address of the record of one DOI. */
export const crossrefUrl = (doi: string, origin = CROSSREF_ORIGIN): string =>
  `${origin}/works/${encodeURIComponent(doi)}`
