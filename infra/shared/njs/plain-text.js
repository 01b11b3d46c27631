// Recognizes plain texts, which the WAF does not need to inspect: words, numbers and punctuation, without the words that SQL
// needs. Without quotes, brackets, slashes and other special characters, they cannot contain HTML, a shell command after a
// separator, a path, a URL or a template. A text that is not plain may still be honest. Its inspection costs 0.1 ms.

/**
 * Words of letters of any script, contractions such as "don't", and numbers, each followed by at most one punctuation mark and
 * one space. Capitals are only at the beginning of a word: elsewhere they mostly mean Base64, which rule 934100 decodes.
 * Full-width letters and the long s are excluded, because decoders turn them into ASCII.
 */
const sentence =
  /^(?:(?:(?:[A-Z]+|[a-z\u00c0-\u017e\u0180-\u024f\u0386-\u1fbc\u3001-\u9fff\uac00-\ud7a3])[a-z\u00c0-\u017e\u0180-\u024f\u0386-\u1fbc\u3001-\u9fff\uac00-\ud7a3]*(?:['\u2019](?:s|t|d|m|re|ve|ll))?|[0-9]{1,9}(?:[.,][0-9]{1,9}){0,2})[.,!?:]?(?: |$))*(?![\s\S])/

// The words below are grouped by their first letter: an alternative for each word would take njs twice as long.

/** Words that begin or continue a statement of SQL (tokens E, U, B, T and v of libinjection, rules 942xxx). */
const statements =
  /\b(?:alter|b(?:egin|y)|c(?:all|ase|reate|ursor)|d(?:eclare|elete|esc|o|rop)|e(?:lse|xec|xecute)|false|go|having|i(?:nsert|nto)|join|l(?:imit|oad)|merge|null|procedure|r(?:ename|like)|s(?:elect|et|hutdown)|t(?:rue|runcate)|u(?:nion|nknown|pdate|se)|w(?:aitfor|hile)|xor)\b/i

/** Names of functions and tables that consist of letters (rules 932120 to 944130, and 10026 to 10030). */
const names =
  /\b(?:bzdecompress|c(?:harindex|lassloader|onstructor)|d(?:eclaredclass|ual)|f(?:iletest|ormaction|sockopen|unction)|g(?:etproperty|zdecode|zinflate|zuncompress)|invokeargs|java(?:script|ssist)|northwind|ognl(?:context)?|p(?:fsockopen|owershell(?:data|datafile)?|rocess|ropertyutilsbean|rototype)|r(?:eflectionfunction|untimeerror)|sysobjects|tempdb|vbscript)\b/i

/** Words that join conditions of SQL, after a number or after an apostrophe, which may end a string. */
const operators =
  /\b(?:a(?:gainst|nd|s)|between|cross|div|except|full|i(?:n|nner|ntersect|s)|like|m(?:atch|od)|not|o(?:r|uter)|then|using|values|w(?:hen|here))\b/i

/** In characters. It limits the cost of the expressions to 0.05 ms. */
const longest = 1000

/**
 * Whether a text is plain. A longer one counts as not plain, and the WAF inspects it.
 * @param {string} text
 */
function isPlain(text) {
  if (text.length > longest || !sentence.test(text) || statements.test(text) || names.test(text)) return false
  return !/[0-9'\u2019]/.test(text) || !operators.test(text)
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { isPlain }
