/**
 * Text of people in which no attack can be written, as the inside of a JSON string without escapes. Written for bytes,
 * as Nginx reads it. What does not fit is no attack yet: the Core Rule Set reads it.
 *
 * It consists of words of all scripts, of numbers, and of marks that part them. Of the marks that SQL, HTML, a shell or a
 * template need there is none, and no two in a row; words that databases, shells and browsers take for orders are left
 * to the Core Rule Set, as is a text that begins like a command.
 *
 * @param word stands for `wordPattern()`
 */
export function prosePattern(word: string): string {
  const compound = `${word}(?:'(?!(?i:and|${operators})${END})${word})?|(?<=[A-Za-z])-(?=[A-Za-z])`
  const part = [compound, number, mark, ...letters, ' (?=[^ "])'].join('|')
  return `(?:${opening}${quoting()}(?>${part})*+)`
}

const END = '(?![A-Za-z])'

/** In any case. Each of them is in a rule of the Core Rule Set, or a keyword to the SQL parser that it asks. */
const orders = [
  'alter|begin|call|case|create|cursor|declare|delete|desc|do|drop|exec|execute|go|group +by|having|insert|join|limit|load',
  'merge|null|order +by|procedure|rename|rlike|select|set|shutdown|truncate|union|update|use|waitfor|while|xor',
  'busybox|command|[A-Za-z]*env|eval|nohup|powershell[A-Za-z]*|strace|sudo|[A-Za-z]*time(?=[ ,])|timeout|watch|encodedcommand|psconsolefile',
  'javascript|vbscript|formaction|northwind|tempdb|(?:file|http|ftp)[A-Za-z]*',
  'p?fsockopen|gz(?:decode|inflate|uncompress)|bzdecompress|invokeargs|classloader|declaredclass|javassist|ognl[A-Za-z]*',
].join('|')

/** Behind a number or an apostrophe, which may end a string, these go on as SQL. */
const operators =
  'against|as|between|cross|div|else|except|fetch|full|inner|intersect|into|join|like|match|mod|natural|not|or|outer|then|using|values|when|where'

/** Before a hyphen they make a command of PowerShell. */
const verbs = [
  'add|checkpoint|clear|close|compare|complete|connect|convert|convertfrom|convertto|copy|debug|disable|disconnect|enable|enter|exit|expand|export|find',
  'format|get|group|hide|import|install|invoke|join|limit|lock|measure|merge|move|new|open|out|ping|pop|protect|publish',
  'push|read|receive|redo|register|remove|rename|repair|reset|resize|resolve|restart|restore|resume|save|search|select',
  'send|set|show|skip|sort|split|start|step|stop|submit|suspend|switch|sync|tee|test|trace|undo|uninstall|unregister|update|use|wait|watch|wp',
  'where|write',
].join('|')

/** Where a shell would look for a command: written small, or one that is known to all. */
const opening = [
  '(?=[^a-z]|(?:a|an|the|please|no|not|my|our|we|this|it|in|on|with|without)[ "])',
  `(?![0-9][^"]*(?<![A-Za-z])(?i:and|${operators})${END})`,
  // One word of base64: the Core Rule Set decodes it. One word in capitals: it looks for commands in any case.
  '(?![0-9A-Za-z]*(?:[a-z][A-Z]|[0-9][A-Za-z])[0-9A-Za-z]*")',
  '(?![A-Z]+")',
  '(?!(?i:bash|cat|curl|ls|nc|nmap|perl|ping|ps|python[0-9]?|ruby|sh|ssh|wget|who|whoami)[^a-z])',
].join('')

const number = '[0-9]+(?![0-9])(?:[.,:/-][0-9]+(?![0-9]))*'
const mark = '(?<=[^ ,.!?:-])[,.!?:](?=[ "])|(?<= )-(?= )'

/** In UTF-8. Not among them: C1 controls, full-width forms, which some decoders turn into ASCII, and invisible marks. */
const letters = [
  // Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic and others of two bytes; the degree sign, French quotes
  '[\\xC3-\\xDF][\\x80-\\xBF]|\\xC2[\\xA0\\xAB\\xB0\\xBB]',
  // the scripts of three bytes: Indic, Thai, Georgian, Kana, Chinese, Korean and others
  '\\xE0[\\xA0-\\xBF][\\x80-\\xBF]|[\\xE1\\xE3-\\xEC][\\x80-\\xBF]{2}|\\xED[\\x80-\\x9F][\\x80-\\xBF]',
  // dashes and quotes as typesetters write them, the ellipsis, the euro
  '\\xE2\\x80[\\x93\\x94\\x98-\\x9A\\x9C-\\x9E\\xA6]|\\xE2\\x82\\xAC',
  // pictures
  '\\xF0\\x9F[\\x80-\\xBF]{2}',
]

export function wordPattern(): string {
  return `(?!(?i:${orders})${END})(?!(?i:${verbs})-[A-Za-z])[A-Za-z]+${END}`
}

function quoting(): string {
  const apostrophe = "(?:'|\\xE2\\x80[\\x98\\x99])"
  return `(?!(?=[^"]*?${apostrophe})[^"]*(?<![A-Za-z])(?i:${operators})${END})`
}
