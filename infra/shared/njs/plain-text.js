// Which texts are so plain that the WAF need not see them: words, numbers and the marks of sentences, and none of the words
// that SQL cannot do without. Without quotes, brackets, slashes and other signs nothing else can be written in them:
// no HTML, no command behind a separator, no path, no address, no template. A text that is not plain is no attack yet;
// it is inspected, which costs 0.1 ms.

/**
 * Words of letters of any script, contractions such as "don't", and numbers; behind each at most one mark, and one space.
 * Capitals are at the beginning of a word: inside they are mostly Base64, which rule 934100 decodes. Full-width letters
 * and the long s are none: decoders make ASCII of them.
 */
const sentence =
  /^(?:(?:(?:[A-Z]+|[a-z\u00c0-\u017e\u0180-\u024f\u0386-\u1fbc\u3001-\u9fff\uac00-\ud7a3])[a-z\u00c0-\u017e\u0180-\u024f\u0386-\u1fbc\u3001-\u9fff\uac00-\ud7a3]*(?:['\u2019](?:s|t|d|m|re|ve|ll))?|[0-9]{1,9}(?:[.,][0-9]{1,9}){0,2})[.,!?:]?(?: |$))*(?![\s\S])/

/** Words that begin or continue a statement of SQL (tokens E, U, B, T and v of libinjection, rules 942xxx). */
const statements =
  'alter begin by call case create cursor declare delete desc do drop else exec execute false go having insert into join limit ' +
  'load merge null procedure rename rlike select set shutdown true truncate union unknown update use waitfor while xor'

/** Names of functions and tables that consist of letters (rules 932120 to 944130, and 10026 to 10030). */
const names =
  'bzdecompress charindex classloader constructor declaredclass dual filetest formaction fsockopen function getproperty ' +
  'gzdecode gzinflate gzuncompress invokeargs javascript javassist northwind ognl ognlcontext pfsockopen powershell ' +
  'powershelldata powershelldatafile process propertyutilsbean prototype reflectionfunction runtimeerror sysobjects tempdb ' +
  'vbscript'

const always = `${statements} ${names}`

/** Words that join conditions of SQL, behind a number or behind an apostrophe, which may end a string. */
const operators =
  'against and as between cross div except full in inner intersect is like match mod not or outer then using ' +
  'values when where'

const withOperators = `${always} ${operators}`

/** @type {Record<string, Record<string, true>>} */
const tables = {}

/**
 * The words of a list as a table, made when a request needs it first.
 * @type {(list: string) => Record<string, true>}
 */
function tableOf(list) {
  const known = tables[list]
  if (known) return known
  /** @type {Record<string, true>} */
  const table = {}
  list.split(' ').forEach(word => {
    table[word] = true
  })
  tables[list] = table
  return table
}

/** @param {string} text */
function isPlain(text) {
  if (!sentence.test(text)) return false
  const words = text.toLowerCase().match(/[a-z]+/g) || []
  const suspicious = tableOf(/[0-9'\u2019]/.test(text) ? withOperators : always)
  return !words.some(word => suspicious[word] === true)
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { isPlain }
