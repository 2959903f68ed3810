/** Marks that LaTeX's accent commands put on the next letter, as combining characters (Unicode chapter 7.9). */
export const ACCENTS: ReadonlyMap<string, string> = new Map([
  ['`', '\u0300'],
  ["'", '\u0301'],
  ['^', '\u0302'],
  ['~', '\u0303'],
  ['=', '\u0304'],
  ['u', '\u0306'],
  ['.', '\u0307'],
  ['"', '\u0308'],
  ['r', '\u030A'],
  ['H', '\u030B'],
  ['v', '\u030C'],
  ['d', '\u0323'],
  ['c', '\u0327'],
  ['k', '\u0328'],
  ['b', '\u0331'],
  ['t', '\u0361'],
])

const WORDS = `
  alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν
  xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
  Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
  times × div ÷ pm ± mp ∓ cdot · cdots ⋯ ldots … dots … textellipsis … ast ∗ star ⋆ circ ∘ bullet • textbullet •
  leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ ll ≪ gg ≫ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ prec ≺ succ ≻
  to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ mapsto ↦ uparrow ↑
  downarrow ↓ longrightarrow ⟶ implies ⟹ iff ⟺ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩
  setminus ∖ emptyset ∅ varnothing ∅ forall ∀ exists ∃ neg ¬ land ∧ lor ∨ wedge ∧ vee ∨ oplus ⊕ otimes ⊗ odot ⊙
  perp ⊥ bot ⊥ top ⊤ parallel ∥ mid ∣ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ sqrt √ angle ∠ hbar ℏ ell ℓ Re ℜ Im ℑ
  aleph ℵ prime ′ dagger † ddagger ‡ dag † ddag ‡ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ triangle △ square □
  checkmark ✓ degree ° textdegree ° S § P ¶ copyright © textcopyright © pounds £ euro € texteuro € textregistered ®
  texttrademark ™ textendash – textemdash — textquoteleft ‘ textquoteright ’ textquotedblleft “ textquotedblright ”
  textbackslash \\ textasciitilde ~ textasciicircum ^ textunderscore _ textbar | textless < textgreater > textdollar $
  textpm ± texttimes × lbrace { rbrace } backslash \\ ss ß ae æ AE Æ oe œ OE Œ o ø O Ø l ł L Ł aa å AA Å dh ð DH Ð th þ
  TH Þ dj đ DJ Đ ng ŋ NG Ŋ i ı j ȷ LaTeX LaTeX TeX TeX BibTeX BibTeX
  log log exp exp min min max max sup sup inf inf lim lim arg arg det det dim dim ker ker sin sin cos cos tan tan Pr Pr
  argmin argmin argmax argmax tilde ~
`
const words = WORDS.trim().split(/\s+/)

/** LaTeX commands without an argument that one character or word stands for. */
export const SYMBOLS: ReadonlyMap<string, string> = new Map(
  Array.from({ length: words.length / 2 }, (_, index) => [
    words[2 * index] ?? '',
    words[2 * index + 1] ?? '',
  ]),
)

const pairs = (from: string, to: string): ReadonlyMap<string, string> => {
  const target = [...to]
  return new Map([...from].map((letter, index) => [letter, target[index] ?? letter]))
}

/** Characters that exist raised or lowered, for math that is read before it is typeset. */
export const RAISED = pairs('0123456789+-=()nix*', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣ*')
export const LOWERED = pairs('0123456789+-=()aeoxhklmnpstij', '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼ')
