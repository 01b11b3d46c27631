/** What hardly anybody writes who means no harm. A guess, for the order in which people look: they decide. */
const signs: readonly RegExp[] = [
  // A tag, or a handler in one
  /<[a-z!?%/]/i,
  /\bon[a-z]{4,}\s*=/i,
  /\b(?:javascript|vbscript|data):\S/i,
  // Something that a shell, a template or a logger would put in
  /[$%#*@]\{|\$\(|`|\{\{/,
  /[;|&]\s*[a-z]+\s+(?:-\w|\/)/i,
  // The tree of files
  /\.\.[\\/]|\/(?:etc|proc|bin|usr|var|root)\//i,
  // A text that ends early, and SQL behind it
  /['"][\s)]*(?:--|#|;|\|\||\b(?:or|and|union|order|group|into|having)\b)/i,
  /\bor\s+(\S+)\s*=\s*\1|--\s*$|\/\*|\bunion\s+(?:all\s+)?select\b|\bdrop\s+table\b|\bsleep\s*\(\s*\d/i,
  // A program
  /\b(?:eval|exec|execsync|require|function|constructor|system)\b\s*[.(]|__proto__/i,
]

/** Several rules that match one value see more than a word that happens to be a keyword. */
const MANY_RULES = 3

/** Whether a value that rules matched looks like an attack more than like a text. */
export function looksLikeAttack(value: string, rules: number): boolean {
  return rules >= MANY_RULES || signs.some(sign => sign.test(value))
}
