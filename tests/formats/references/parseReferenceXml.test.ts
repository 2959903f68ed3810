import { expect, test } from 'vitest'
import { readSharedData } from '../../sources/sharedData.ts'
import { readFile, readOne, refusalOf } from './reading.ts'

const style = (text: string): string => `<style face="normal">${text}</style>`

test('EndNote’s runs of styles are one text', () => {
  const read = readOne(`<?xml version="1.0"?>
<xml><records>
<record><titles><title>${style('A ')}<style face="italic">B. c</style>${style(' &amp; D')}</title><secondary-title>${style('Journal')}</secondary-title></titles>
<contributors><authors><author>${style('Smith, A.')}</author><author>A Group</author></authors></contributors>
<dates><year>${style('1937')}</year><pub-dates><date>${style('Jan 5')}</date></pub-dates></dates>
<electronic-resource-num>${style('10.1000/X')}</electronic-resource-num><keywords><keyword>a</keyword><keyword>b</keyword></keywords>
<abstract>${style('An abstract')}</abstract></record></records></xml>`)
  expect(read).toMatchObject({
    line: 3,
    title: 'A B. c & D',
    authors: ['A. Smith', 'A Group'],
    issued: '1937-01-05',
    venue: 'Journal',
    doi: '10.1000/x',
    keywords: ['a', 'b'],
    abstract: 'An abstract',
  })
})

test('markup of titles that was escaped, and small print', () => {
  const title = 'On &lt;i&gt;E. coli&lt;/i&gt; in CO<style face="subscript">2</style>, n&lt;p'
  expect(
    readOne(`<xml><records><record><titles><title>${title}</title></titles></record></records></xml>`).title,
  ).toBe('On E. coli in CO₂, n<p')
})

test('old EndNote writes in capitals', () => {
  const read = readOne(
    '<XML><RECORDS><RECORD><REFERENCE_TYPE>0</REFERENCE_TYPE><AUTHORS><AUTHOR>Lee, Bo</AUTHOR></AUTHORS><YEAR>1999</YEAR><TITLE>Old</TITLE><SECONDARY_TITLE>J</SECONDARY_TITLE></RECORD></RECORDS></XML>',
  )
  expect(read).toMatchObject({ title: 'Old', authors: ['Bo Lee'], issued: '1999', venue: 'J' })
})

test('PubMed', () => {
  const read =
    readOne(`<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD" "x.dtd"><PubmedArticleSet><PubmedArticle><MedlineCitation><Article>
<Journal><Title>J</Title><JournalIssue><PubDate><Year>2020</Year><Month>Feb</Month><Day>3</Day></PubDate></JournalIssue></Journal>
<ArticleTitle>On <i>mice</i>.</ArticleTitle><AuthorList><Author><LastName>Lee</LastName><ForeName>Bo</ForeName></Author><Author><CollectiveName>Group</CollectiveName></Author></AuthorList>
</Article></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">10.1000/p</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>`)
  expect(read).toMatchObject({
    title: 'On mice',
    authors: ['Bo Lee', 'Group'],
    issued: '2020-02-03',
    doi: '10.1000/p',
    venue: 'J',
  })
})

test('feeds and a single article are known without a line that says it is XML', () => {
  expect(refusalOf('<rss version="2.0"><channel><item/></channel></rss>')).toContain(
    'a feed (RSS), and no reference file: 1 entry',
  )
  expect(refusalOf('<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>')).toContain('a feed (Atom)')
  expect(refusalOf('\n<rdf:RDF xmlns:rdf="r"><channel/><item/></rdf:RDF>')).toContain('a feed (RSS)')
  const article = (title: string): string =>
    `<PubmedArticle><MedlineCitation><Article><ArticleTitle>${title}</ArticleTitle></Article></MedlineCitation></PubmedArticle>`
  expect(readOne(article('On mice.')).title).toBe('On mice')
  expect(readFile(article('One.') + article('Two.')).references.map(({ title }) => title)).toEqual([
    'One',
    'Two',
  ])
  // What only begins so is anybody's text.
  expect(refusalOf('<feedback>')).toContain('No references were found')
})

test('a record without a title is named by its line', () => {
  const { references, skipped } = readFile(
    '<xml><records>\n<record><titles><title>One</title></titles></record>\n<record><rec-number>7</rec-number></record>\n</records></xml>',
  )
  expect([references.length, skipped[0]?.line, skipped[0]?.text]).toEqual([1, 3, '7'])
})

test('a list of feeds is told and not followed', () => {
  expect(
    refusalOf(
      '<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body><outline text="f"><outline xmlUrl="a"/><outline xmlUrl="b"/></outline></body></opml>',
    ),
  ).toBe(
    'This is a list of feeds (OPML), “Mine”: 2 feeds. Carrel can’t follow feeds of this kind yet; nothing was changed.',
  )
  for (const [name, feeds] of [
    ['rssguard-feeds-en.opml', 8],
    ['npm-opmlparser-top100.opml', 100],
  ] as const) {
    const text = readSharedData(`opml/${name}`)
    if (text !== null) expect(refusalOf(text)).toContain(`: ${feeds} feeds.`)
  }
})

const record = (title: string): string => `<record><titles><title>${title}</title></titles></record>`

test('what XML forbids is read where it is plain what was meant', () => {
  const text = `<?xml version="1.0"?>\n<xml><records>\n${record('R&D, AT&T; n < 5 &eacute;&unknown; &#1;&#x1F;&#xFFFE;&#233; &amp;')}\n${record('Two')}</records></xml>`
  const { references, skipped } = readFile(text)
  expect(skipped).toEqual([])
  expect(references.map(({ line, title }) => [line, title])).toEqual([
    [3, 'R&D, AT&T; n < 5 é&unknown; é &'],
    [4, 'Two'],
  ])
})

test('of a file that breaks off the records before that are read, and the end is told to be missing', () => {
  const whole = `<xml><records>\n${record('One')}\n${record('Two')}\n${record('Three')}\n</records></xml>`
  const cut = readFile(whole.slice(0, whole.indexOf('Three') + 2))
  expect(cut.references.map(({ line, title }) => [line, title])).toEqual([
    [2, 'One'],
    [3, 'Two'],
  ])
  expect(cut.skipped).toMatchObject([{ line: 4, reason: 'The file ends before this record does.' }])
  const between = readFile(whole.slice(0, whole.indexOf('</records>')))
  expect([between.references.length, between.skipped.map(({ line }) => line)]).toEqual([3, [5]])
  const wrong = readFile(whole.replace('<title>Two', '<titel>Two'))
  expect(wrong.references.map(({ title }) => title)).toEqual(['One', 'Three'])
  expect(wrong.skipped).toMatchObject([{ line: 3, reason: 'This record is no proper XML.' }])
  const pubmed =
    '<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><MedlineCitation><Article><ArticleTitle>P</ArticleTitle></Article></MedlineCitation></PubmedArticle><PubmedArticle><Med'
  expect(readFile(pubmed)).toMatchObject({ format: 'PubMed', skippedCount: 1, references: [{ title: 'P' }] })
})

test('a feed is told to be one', () => {
  const xml = '<?xml version="1.0"?>'
  const entry = '<entry><id>http://arxiv.org/abs/1706.03762v7</id><title>T</title></entry>'
  expect(refusalOf(`${xml}<feed xmlns="http://www.w3.org/2005/Atom">${entry}${entry}</feed>`)).toBe(
    'This is an answer or feed of arXiv (Atom), and no reference file: 2 entries. Paste the papers’ arXiv addresses or ids to add them; nothing was changed.',
  )
  expect(refusalOf(`${xml}<rss><channel><item><title>T</title></item></channel></rss>`)).toContain(
    'a feed (RSS)',
  )
  expect(refusalOf(`${xml}<rdf:RDF xmlns:rdf="r"><channel/><item/></rdf:RDF>`)).toContain('a feed (RSS)')
})

test('the real file is read whole', () => {
  const text = readSharedData('endnote-xml/jabref-article2-2.xml')
  if (text === null) return
  expect(readFile(text).references.map(({ title, authors, issued }) => [title, authors, issued])).toEqual([
    [
      'An ecological basis for reforestation of submariginal lands in the Central Hardwood Region',
      ['A. G. Chapman'],
      '1937-01',
    ],
    ['A survey of soil temperatures in the Chicago area', ['H. F. Strohecker'], '1937-01'],
  ])
})
