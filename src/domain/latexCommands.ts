export type TextStyle = 'emphasis' | 'strong' | 'code'

/** Commands whose argument is set in a style, or that change nothing a reader sees. */
export const STYLES: ReadonlyMap<string, TextStyle | null> = new Map<string, TextStyle | null>([
  ['textit', 'emphasis'],
  ['emph', 'emphasis'],
  ['textsl', 'emphasis'],
  ['it', 'emphasis'],
  ['em', 'emphasis'],
  ['sl', 'emphasis'],
  ['textbf', 'strong'],
  ['bf', 'strong'],
  ['bfseries', 'strong'],
  ['itshape', 'emphasis'],
  ['texttt', 'code'],
  ['tt', 'code'],
  ['ttfamily', 'code'],
  ...[
    'textrm textsf textsc textup textmd textnormal text mbox hbox underline uline rm sf sc normalfont',
    'textcolor scriptsize small footnotesize large Large xspace noindent mathrm mathbf mathcal mathbb mathsf mathit',
    'operatorname boldsymbol bm textsuperscript textsubscript texorpdfstring',
  ]
    .join(' ')
    .split(' ')
    .map((name): [string, null] => [name, null]),
])
/** Switches that hold to the end of their group, rather than taking an argument. */
export const SWITCHES = new Set(
  'it em sl bf tt rm sf sc bfseries itshape ttfamily normalfont small large Large'.split(' '),
)
/** Commands that point somewhere a reader of the abstract cannot go. */
export const REFERENCES =
  /^(?:cite[a-z]*|ref|eqref|label|cref|Cref|footnote|footnotemark|thanks|vspace|hspace|index)$/
/** Commands of one sign. */
export const SPACES: ReadonlyMap<string, string> = new Map([
  [',', '\u2009'],
  [';', ' '],
  [':', ' '],
  ['!', ''],
  ['/', ''],
  [' ', ' '],
  ['\n', ' '],
  ['\\', ' '],
  ['-', ''],
  ['(', '('],
  [')', ')'],
  ['[', '['],
  [']', ']'],
])
