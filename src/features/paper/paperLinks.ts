import { plainText } from '../../domain/latexText.ts'
import type { Paper } from '../../domain/paper.ts'
import { parseArxivId } from '../../domain/paperKey.ts'
import { safeUrl } from '../../lib/safeUrl.ts'

export type LinkIcon = 'pdf' | 'out' | 'code'

export interface PaperLink {
  readonly label: string
  readonly url: string
  readonly icon: LinkIcon
}

const hostOf = (url: string): string => new URL(url).hostname.replace(/^www\./, '')

const NAMES: ReadonlyMap<string, string> = new Map([
  ['huggingface.co', 'Hugging Face'],
  ['openreview.net', 'OpenReview'],
  ['aclanthology.org', 'ACL Anthology'],
])

/** Where a paper can be read, best first. Every address is derived or checked; what is not known is left out. */
export const paperLinks = (
  paper: Pick<Paper, 'arxivId' | 'doi' | 'codeUrl' | 'projectUrl' | 'pageUrl'>,
): readonly PaperLink[] => {
  const links: PaperLink[] = []
  const add = (label: string | null, address: string | undefined, icon: LinkIcon): void => {
    const url = safeUrl(address)
    if (url === null || links.some((link) => link.url === url)) return
    links.push({ label: label ?? NAMES.get(hostOf(url)) ?? hostOf(url), url, icon })
  }
  const arxivId = paper.arxivId ? parseArxivId(paper.arxivId) : null
  if (arxivId) {
    add('Read PDF', `https://arxiv.org/pdf/${arxivId}`, 'pdf')
    add('arXiv', `https://arxiv.org/abs/${arxivId}`, 'out')
  }
  if (paper.doi)
    add('Publisher', `https://doi.org/${encodeURIComponent(paper.doi).replaceAll('%2F', '/')}`, 'out')
  add('Code', paper.codeUrl, 'code')
  add('Project', paper.projectUrl, 'out')
  add(null, paper.pageUrl, 'out')
  return links
}

/**
 * What is handed to another app of the phone: the title, and the address where everybody can read the paper. Nothing
 * of the person's own goes along; a paper without an address goes as its title and authors.
 */
export const whatToShare = (
  paper: Pick<Paper, 'title' | 'authors' | 'arxivId' | 'doi' | 'codeUrl' | 'projectUrl' | 'pageUrl'>,
): { readonly title: string; readonly url?: string; readonly text?: string } => {
  const title = plainText(paper.title)
  const links = paperLinks(paper)
  // Beside the PDF, which a phone would load at once.
  const link = links.find(({ icon }) => icon === 'out') ?? links.find(({ icon }) => icon !== 'code')
  return link ? { title, url: link.url } : { title, text: [title, ...(paper.authors ?? [])].join('\n') }
}
