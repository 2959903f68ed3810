import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataciteUrl, doiOfArxiv } from '../../src/sources/datacite/dataciteUrl.ts'
import { parseDataciteDoi } from '../../src/sources/datacite/parseDataciteDoi.ts'

const ARXIV = doiOfArxiv('1706.03762')
const answer = (attributes: object, doi = ARXIV): unknown => ({
  data: { id: doi, type: 'dois', attributes: { doi, titles: [{ title: 'A title' }], ...attributes } },
})
const read = (attributes: object, doi = ARXIV) => {
  const parsed = parseDataciteDoi(answer(attributes, doi), doi)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

describe('an answer of DataCite', () => {
  it('is asked for by the DOI that arXiv gives each of its papers', () => {
    expect(dataciteUrl(ARXIV)).toBe('https://api.datacite.org/dois/10.48550%2Farxiv.1706.03762')
    expect(dataciteUrl(doiOfArxiv('hep-th/9901001'), 'http://localhost:1')).toBe(
      'http://localhost:1/dois/10.48550%2Farxiv.hep-th%2F9901001',
    )
  })

  it('says what a dataset or an article is, and of a paper on arXiv no more than that it is there', () => {
    const facts = {
      types: { resourceTypeGeneral: 'Dataset' },
      publisher: 'Zenodo',
      version: '1.2',
      container: { title: 'J', volume: '3', issue: '2', firstPage: '4', lastPage: '9' },
    }
    const dataset = read(facts, '10.1000/d')
    expect([dataset.venue, dataset.details]).toEqual([
      'Zenodo',
      { type: 'dataset', volume: '3', number: '2', pages: '4–9', version: '1.2', publisher: 'Zenodo' },
    ])
    const article = { ...facts, types: { resourceTypeGeneral: 'JournalArticle' }, publisher: { name: 'P' } }
    expect(read(article, '10.1000/d').details).toEqual({
      type: 'article',
      journal: 'J',
      volume: '3',
      number: '2',
      pages: '4–9',
      publisher: 'P',
    })
    expect(read(facts).details).toBeUndefined()
  })

  it('gives every field of a paper on arXiv', () => {
    expect(
      read({
        titles: [{ title: 'Attention Is\n  All You Need' }, { title: 'A subtitle', titleType: 'Subtitle' }],
        creators: [
          { name: 'Vaswani, Ashish', nameType: 'Personal', givenName: 'Ashish', familyName: 'Vaswani' },
          { name: 'Kaiser, Łukasz', nameType: 'Personal' },
          { name: 'Collaboration, The ATLAS', nameType: 'Organizational' },
          { name: 'Plato', givenName: 'Plato' },
        ],
        subjects: [
          { subject: 'Computation and Language (cs.CL)', subjectScheme: 'arXiv' },
          { subject: 'Machine Learning (cs.LG)', subjectScheme: 'arXiv' },
          {
            subject: 'FOS: Computer and information sciences',
            subjectScheme: 'Fields of Science and Technology (FOS)',
          },
        ],
        dates: [
          { date: '2023-08-02T00:41:18Z', dateType: 'Submitted', dateInformation: 'v7' },
          { date: '2017-06-12T17:57:34Z', dateType: 'Submitted', dateInformation: 'v1' },
          { date: '2017-06', dateType: 'Available', dateInformation: 'v1' },
          { date: '2017', dateType: 'Issued' },
        ],
        descriptions: [
          { description: '15 pages, 5 figures', descriptionType: 'Other' },
          { description: 'We propose $a < b$ and\n  c > d.', descriptionType: 'Abstract' },
        ],
        relatedIdentifiers: [
          { relationType: 'IsVersionOf', relatedIdentifier: '10.1000/ABC', relatedIdentifierType: 'DOI' },
        ],
      }),
    ).toEqual({
      source: 'datacite',
      title: 'Attention Is All You Need',
      abstract: 'We propose $a < b$ and c > d.',
      authors: ['Ashish Vaswani', 'Łukasz Kaiser', 'Collaboration, The ATLAS', 'Plato'],
      authorCount: 4,
      date: '2017-06-12',
      arxivId: '1706.03762',
      doi: '10.1000/abc',
      categories: ['cs.CL', 'cs.LG'],
    })
  })

  it('gives a record of another repository under its own DOI', () => {
    const doi = '10.5281/zenodo.1'
    expect(
      read(
        {
          descriptions: [{ description: '<p>What it <b>is</b>.</p>', descriptionType: 'Abstract' }],
          dates: [{ date: '2020-01-02', dateType: 'Issued' }],
        },
        doi,
      ),
    ).toEqual({ source: 'datacite', title: 'A title', abstract: 'What it is.', date: '2020-01-02', doi })
  })

  it('has no markup in its title', () => {
    expect(read({ titles: [{ title: 'On <i>E. coli</i> &amp; n<p' }] }).title).toBe('On E. coli & n<p')
  })

  it('of another DOI, or without a title, is no record of this one', () => {
    for (const attributes of [
      { doi: '10.1/x' },
      { titles: [] },
      { titles: [{ title: ' ' }, null] },
      { titles: 7 },
    ])
      expect(parseDataciteDoi(answer(attributes), ARXIV)).toEqual({ ok: false, error: 'unknown' })
    for (const json of [null, [], {}, { data: [] }, { errors: [{ status: '404' }] }])
      expect(parseDataciteDoi(json, ARXIV)).toEqual({ ok: false, error: 'strange' })
  })

  it('never throws, whatever comes', () => {
    const names = fc.constantFrom(
      'titles',
      'creators',
      'subjects',
      'dates',
      'descriptions',
      'relatedIdentifiers',
      'doi',
    )
    const parts = fc.array(
      fc.dictionary(
        fc.constantFrom('title', 'name', 'date', 'dateType', 'subject', 'description'),
        fc.jsonValue(),
      ),
    )
    fc.assert(
      fc.property(fc.dictionary(names, fc.oneof(parts, fc.jsonValue())), (attributes) => {
        parseDataciteDoi(answer(attributes), ARXIV)
      }),
      { numRuns: 300, seed: 20_261_129 },
    )
  })
})
