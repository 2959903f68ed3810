/** HTML's names of the characters from U+00A0 to U+00FF, in their order. */
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  )
const OTHERS =
  'amp & lt < gt > quot " apos \' ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ lsaquo ‹ rsaquo › hellip … bull • dagger † Dagger ‡ permil ‰ prime ′ Prime ″ euro € trade ™ larr ← rarr → harr ↔ minus − lowast ∗ infin ∞ asymp ≈ ne ≠ equiv ≡ le ≤ ge ≥ sum ∑ prod ∏ radic √ part ∂ nabla ∇ int ∫ isin ∈ cap ∩ cup ∪ sim ∼ prop ∝ OElig Œ oelig œ Scaron Š scaron š Yuml Ÿ fnof ƒ alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ omicron ο pi π rho ρ sigmaf ς sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω Ccaron Č ccaron č Zcaron Ž zcaron ž Rcaron Ř rcaron ř Ecaron Ě ecaron ě Lstrok Ł lstrok ł Cacute Ć cacute ć Nacute Ń nacute ń Sacute Ś sacute ś Aogon Ą aogon ą Eogon Ę eogon ę Zdot Ż zdot ż Scedil Ş scedil ş Gbreve Ğ gbreve ğ inodot ı Odblac Ő odblac ő Udblac Ű udblac ű'.split(
    ' ',
  )

const NAMED: ReadonlyMap<string, string> = new Map([
  ...LATIN.map((name, at): [string, string] => [name, String.fromCodePoint(160 + at)]),
  // Some write these in capitals.
  ...['AMP', 'LT', 'GT', 'QUOT'].map((name): [string, string] => [
    name,
    '&<>"'.charAt('ALGQ'.indexOf(name[0] ?? '')),
  ]),
  ...OTHERS.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, OTHERS[at + 1] ?? '']] : [])),
  ['nbsp', ' '],
  ['shy', ''],
])

const letterOf = (code: number): string =>
  (code > 31 || code === 9 || code === 10) && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : ''

/** What an entity stands for by its name, as HTML has it; `undefined` for one that is not known. */
export const namedEntity = (name: string): string | undefined => NAMED.get(name)

/** `text` with the entities of XML and HTML, named or numbered, as characters; unknown ones stay. */
export const resolveEntities = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z\d]{1,9}));/gi, (whole, decimal, hex, name) =>
        decimal
          ? letterOf(Number(decimal))
          : hex
            ? letterOf(Number.parseInt(String(hex), 16))
            : (NAMED.get(String(name)) ?? whole),
      )
    : text
