import type { TexDialect } from '../../domain/latexText.ts'
import { SYMBOLS } from '../../domain/latexSymbols.ts'

const pairs = (rows: string): readonly (readonly [string, string])[] =>
  [...rows.matchAll(/(\S+)\s+(\S+)/g)].map(([, name = '', sign = '']) => [name, sign])

/** Characters as Zotero, BibTeX and MathSciNet write them; what abstracts use too is in SYMBOLS. */
const CHARACTERS = pairs(`
  textmu µ textonesuperior ¹ texttwosuperior ² textthreesuperior ³ textordfeminine ª textordmasculine º
  textperiodcentered · textonehalf ½ textonequarter ¼ textthreequarters ¾ guilsinglleft ‹ guilsinglright ›
  guillemotleft « guillemotright » guillemetleft « guillemetright » quotedblbase „ quotesinglbase ‚ quotedbl "
  textquotesingle ' textquotedbl " textquotestraightbase ‚ textquotestraightdblbase „ textasciigrave \`
  textasciiacute ´ textasciidieresis ¨ textasciimacron ¯ textasciibreve ˘ textasciicaron ˇ
  textperthousand ‰ textpertenthousand ‱ textrightarrow → textleftarrow ← textuparrow ↑ textdownarrow ↓
  textsterling £ textyen ¥ textcent ¢ textcurrency ¤ textflorin ƒ textwon ₩ textbaht ฿ textlira ₤ textpeso ₱
  textsection § textparagraph ¶ textdagger † textdaggerdbl ‡ textbrokenbar ¦ textbardbl ‖ textexclamdown ¡
  textquestiondown ¿ textlnot ¬ textminus − textdiv ÷ textsurd √ textfractionsolidus ⁄ textasteriskcentered *
  textopenbullet ◦ textbigcircle ◯ textnumero № textreferencemark ※ textestimated ℮ textohm Ω textmho ℧
  textcelsius ℃ textservicemark ℠ textcircledP ℗ textmusicalnote ♪ textmarried ⚭ textborn * textdied †
  textvisiblespace ␣ textendash – textemdash — slash / textslash /
  textbraceleft { textbraceright } textlbrackdbl ⟦ textrbrackdbl ⟧ textlangle ⟨ textrangle ⟩ textnumbersign #
  textpercent % textampersand & cprime ʹ Cprime ʹ cdprime ʺ Cdprime ʺ cydot · lasp ʽ rasp ʼ ayn ʿ hamza ʾ
  textschwa ə textesh ʃ textepsilon ɛ textgamma ɣ textiota ɩ textupsilon ʊ textglotstop ʔ textcrlambda ƛ
  hbar ℏ textdong ₫ textnaira ₦ textcolonmonetary ₡ textrecipe ℞ textinterrobang ‽ textinterrobangdown ⸘
  eth ð thorn þ Thorn Þ ETH Ð texteth ð textthorn þ ij ĳ IJ Ĳ SS ẞ Dstrok Đ dstrok đ hstrok ħ Hstrok Ħ
  textcrh ħ textcrd đ textbari ɨ guilsingleft ‹ mathsemicolon ; amp &
`)

/** What says how, or only something to TeX. */
const NOTHING = (
  'boldmath unboldmath protect relax ignorespaces unskip nobreak allowbreak bgroup egroup selectfont autocap ' +
  'NoCaseChange textins uppercase lowercase MakeUppercase MakeLowercase normalsize displaystyle textstyle ' +
  'upshape mdseries scshape slshape rmfamily sffamily mkbibemph mkbibitalic mkbibbold mkbibparens ' +
  'mkbibbrackets mkbibname bibstring null strut'
).split(' ')

/** Journals by the macros of the AAS, as NASA's ADS writes them. */
const JOURNALS: ReadonlyMap<string, string> = new Map(
  `aj=Astronomical Journal|actaa=Acta Astronomica|araa=Annual Review of Astronomy and Astrophysics
apj=Astrophysical Journal|apjl=Astrophysical Journal Letters|apjlett=Astrophysical Journal Letters
apjs=Astrophysical Journal Supplement Series|apjsupp=Astrophysical Journal Supplement Series
ao=Applied Optics|applopt=Applied Optics|apss=Astrophysics and Space Science
aap=Astronomy and Astrophysics|astap=Astronomy and Astrophysics|aapr=Astronomy and Astrophysics Reviews
aaps=Astronomy and Astrophysics Supplement|azh=Astronomicheskii Zhurnal
baas=Bulletin of the American Astronomical Society|bac=Bulletin of the Astronomical Institutes of Czechoslovakia
caa=Chinese Astronomy and Astrophysics|cjaa=Chinese Journal of Astronomy and Astrophysics|icarus=Icarus
jcap=Journal of Cosmology and Astroparticle Physics|jrasc=Journal of the Royal Astronomical Society of Canada
mnras=Monthly Notices of the Royal Astronomical Society|memras=Memoirs of the Royal Astronomical Society
na=New Astronomy|nar=New Astronomy Reviews|pasa=Publications of the Astronomical Society of Australia
pra=Physical Review A|prb=Physical Review B|prc=Physical Review C|prd=Physical Review D|pre=Physical Review E
prl=Physical Review Letters|pasp=Publications of the Astronomical Society of the Pacific
pasj=Publications of the Astronomical Society of Japan
qjras=Quarterly Journal of the Royal Astronomical Society|rmxaa=Revista Mexicana de Astronomia y Astrofisica
skytel=Sky and Telescope|solphys=Solar Physics|sovast=Soviet Astronomy|ssr=Space Science Reviews
zap=Zeitschrift für Astrophysik|nat=Nature|iaucirc=IAU Circulars|aplett=Astrophysical Letters
apspr=Astrophysics Space Physics Research
bain=Bulletin of the Astronomical Institutes of the Netherlands|fcp=Fundamental Cosmic Physics
gca=Geochimica et Cosmochimica Acta|grl=Geophysical Research Letters|jcp=Journal of Chemical Physics
jgr=Journal of Geophysical Research|jqsrt=Journal of Quantitative Spectroscopy and Radiative Transfer
memsai=Memorie della Società Astronomica Italiana|nphysa=Nuclear Physics A|physrep=Physics Reports
physscr=Physica Scripta|planss=Planetary and Space Science|procspie=Proceedings of the SPIE
psj=Planetary Science Journal|maps=Meteoritics and Planetary Science`
    .split(/[\n|]/)
    .map((row): [string, string] => {
      const equals = row.indexOf('=')
      return [row.slice(0, equals), row.slice(equals + 1)]
    }),
)

const KNOWN: ReadonlyMap<string, string> = new Map([
  ...JOURNALS,
  ...NOTHING.map((name): [string, string] => [name, '']),
  ...CHARACTERS,
])

/** TeX as it stands in BibTeX files. Its tables are read with an import only. */
export const BIBTEX_DIALECT: TexDialect = {
  // `\textalpha` is the letter that `\alpha` is in a formula.
  symbol: (name) => KNOWN.get(name) ?? (name.startsWith('text') ? SYMBOLS.get(name.slice(4)) : undefined),
  accents: new Map([
    ['h', '\u0309'],
    ['G', '\u030F'],
    ['U', '\u030E'],
    ['soft', '\u030C'],
    ['textcommabelow', '\u0326'],
    ['cb', '\u0326'],
    ['textogonekcentered', '\u0328'],
    ['polhk', '\u0328'],
    ['textsubdot', '\u0323'],
  ]),
  quotes: new Map([
    ['enquote', ['“', '”']],
    ['mkbibquote', ['“', '”']],
    ['textquote', ['“', '”']],
  ]),
}
