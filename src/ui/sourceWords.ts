import type { PaperSource } from '../domain/paper.ts'

/** What people call the places papers come from; several of a kind where `many` is asked for. */
export const SOURCE_WORDS: Record<PaperSource, { readonly one: string; readonly many: string }> = {
  hand: { one: 'added by hand', many: 'Added by hand' },
  arxiv: { one: 'arXiv', many: 'arXiv' },
  huggingface: { one: 'Hugging Face', many: 'Hugging Face' },
  page: { one: 'a pasted page', many: 'Pasted pages' },
  file: { one: 'an imported file', many: 'Files' },
  feed: { one: 'a feed', many: 'Feeds' },
  crossref: { one: 'Crossref', many: 'Crossref' },
  datacite: { one: 'DataCite', many: 'DataCite' },
  starter: { one: 'the starter feed', many: 'Starter feed' },
}
