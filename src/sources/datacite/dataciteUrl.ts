/**
 * Where DataCite answers by DOI; no key needed. Every paper on arXiv has a DOI there, `10.48550/arXiv.<id>`, so it can
 * be asked what a browser is not told by arXiv itself; other repositories (Zenodo, figshare) register there too. Its
 * server lets any page ask (datacite/lupo, vendor/docker/webapp.conf).
 */
export const DATACITE_ORIGIN = 'https://api.datacite.org'

/** The DOI under which arXiv registers a paper. */
export const doiOfArxiv = (arxivId: string): string => `10.48550/arxiv.${arxivId}`

/** Address of the record of one DOI. */
export const dataciteUrl = (doi: string, origin = DATACITE_ORIGIN): string =>
  `${origin}/dois/${encodeURIComponent(doi)}`
