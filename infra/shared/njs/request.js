// Handles declared requests that are not safe by their form alone: compares each value with what the endpoint declares,
// sends the texts that people wrote to the WAF, and passes the request on to the API unchanged.
// Run by Nginx (njs) for the locations /endpoint/* of generated/endpoints.conf. docs/waf.md is about all of this.

import checks from './check-value.js'
import declared from './declared.js'
import plain from './plain-text.js'
import json from './read-json.js'
import queries from './read-query.js'

/** @typedef {import('./check-value.js').Fault} Fault */
/** @typedef {import('./check-value.js').Schema} Schema */
/** @typedef {import('./check-value.js').Text} Text */
/** @typedef {{ status: number }} Reply */
/**
 * @typedef {object} Request
 * @property {Record<string, string>} headersIn
 * @property {Record<string, string>} variables
 * @property {Uint8Array} [requestBuffer]
 * @property {(uri: string, options: object) => Promise<Reply>} subrequest
 * @property {(uri: string) => void} internalRedirect
 */

/** @param {Request} r */
async function handle(r) {
  const uri = await nextStep(r)
  r.internalRedirect(uri)
}

/**
 * Where the request goes from here: to the API, or to the problem that the client gets.
 * @type {(r: Request) => Promise<string>}
 */
async function nextStep(r) {
  const variables = r.variables
  const describe = declared.endpoints[variables['endpoint'] || '']
  const body = readBody(r)
  const query = queries.readQuery(variables['request_query'] || '')
  if (!describe || body === null || query === null) return '/problem/malformed-request'

  const endpoint = describe()
  if (!endpoint.body && body.text !== '') return '/problem/malformed-request'
  /** @type {Text[]} */
  const texts = []
  const errors = [
    inPart('query', checkQuery(endpoint.query, query, texts)),
    inPart('headers', checkHeaders(endpoint.headers, r)),
    inPart('body', checkBody(endpoint.body, body.value, texts)),
  ].filter(error => error !== null)
  if (errors.length > 0) {
    variables['problem_errors'] = `,"errors":${JSON.stringify(errors)}`
    return '/problem/validation-failed'
  }
  if (body.text !== '' && json.readsInTwoWays(body.text, body.value)) return '/problem/malformed-request'

  const result = await inspect(r, variables['plain_texts_are_safe'] === '1' ? withoutPlain(texts) : texts)
  variables['inspection'] = result
  if (result === 'blocked' || result === 'unavailable') return `/problem/${result}`
  return '/pass'
}

/**
 * No body is an empty one: some endpoints take one or none.
 * @type {(r: Request) => { text: string, value: any } | null}
 */
function readBody(r) {
  let bytes
  try {
    bytes = r.requestBuffer
  } catch (_error) {
    // Nginx has written it to a file: its chunks have more frames than content.
    return null
  }
  return bytes === undefined || bytes.length === 0 ? { text: '', value: {} } : json.readJson(bytes)
}

/** @type {(part: string, fault: Fault | null) => object | null} */
function inPart(part, fault) {
  return fault && { in: part, pointer: fault.pointer, detail: fault.detail }
}

/**
 * Numbers in a query are text, and are written only as digits.
 * @type {(schema: Schema | undefined, query: { name: string, value: string }[], texts: Text[]) => Fault | null}
 */
function checkQuery(schema, query, texts) {
  // biome-ignore lint/complexity/useOptionalChain: njs 0.7.9 has none
  const properties = (schema && schema.properties) || {}
  for (let i = 0; i < query.length; i++) {
    const pair = query[i] || { name: '', value: '' }
    const property = properties[pair.name]
    const isInteger = property !== undefined && property.type === 'integer' && /^[0-9]{1,15}(?![\s\S])/.test(pair.value)
    const fault = checks.checkMember(properties, pair.name, isInteger ? Number(pair.value) : pair.value, texts)
    if (fault) return fault
  }
  return null
}

/** @type {(schemas: Record<string, Schema> | undefined, r: Request) => Fault | null} */
function checkHeaders(schemas, r) {
  for (const name in schemas) {
    const value = r.headersIn[name]
    const fault = value === undefined ? null : checks.checkMember(schemas, name, value, [])
    if (fault) return fault
  }
  return null
}

/**
 * The body, and the length of all texts together.
 * @type {(schema: Schema | undefined, value: unknown, texts: Text[]) => Fault | null}
 */
function checkBody(schema, value, texts) {
  const fault = schema ? checks.checkValue(schema, value, texts) : null
  const detail = faultOfSum(texts)
  return fault || (detail === '' ? null : { pointer: '', detail })
}

/** @param {Text[]} texts */
function faultOfSum(texts) {
  const most = declared.maxText
  const chars = texts.reduce((sum, text) => sum + text.value.length, 0)
  if (chars > most.chars) return checks.describe('totalChars', most.chars)
  // A character has four bytes at most.
  if (chars * 4 <= most.bytes) return ''
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text.value), 0)
  return bytes > most.bytes ? checks.describe('totalBytes', most.bytes) : ''
}

/**
 * Texts that are plain one by one are mostly plain together, which one look finds out.
 * @type {(texts: Text[]) => Text[]}
 */
function withoutPlain(texts) {
  const together = texts.map(text => text.value).join(' ')
  if (together.length < 1000 && plain.isPlain(together)) return []
  return texts.filter(text => !plain.isPlain(text.value))
}

/**
 * Asks the WAF, with nothing of the request but what people wrote, and a client's name that is not known. Fails closed.
 * @type {(r: Request, texts: Text[]) => Promise<string>}
 */
async function inspect(r, texts) {
  if (texts.length === 0 && r.variables['user_agent_to_inspect'] === '') return 'unneeded'
  const body = narrow(texts.map(text => `${text.kind}=${encodeURIComponent(text.value)}`).join('&'))
  const reply = await r.subrequest('/inspect', { method: 'POST', body })
  if (reply.status === 204) return 'clean'
  return reply.status === 403 ? 'blocked' : 'unavailable'
}

/**
 * Full-width forms, and spaces that do not break, as the ASCII that some servers make of them, in an encoded form; and so
 * the Greek question mark, the Greek accent and the Kelvin sign, which are `;`, a backtick and K in the normal form that
 * the API stores (UAX 15, form C). The API gets them as they are. U+FF01 to U+FF3F are EF BC 81 to BF in UTF-8, U+FF40 to
 * U+FF5E are EF BD 80 to 9E.
 * @type {(form: string) => string}
 */
function narrow(form) {
  const spaced = form.split('%C2%A0').join('%20')
  const composed = spaced.split('%CD%BE').join('%3B').split('%E1%BF%AF').join('%60').split('%E2%84%AA').join('K')
  return moveDown(moveDown(composed, '%EF%BC%', 0xbf, 0x60), '%EF%BD%', 0x9e, 0x20)
}

/**
 * Subtracts `distance` from the byte behind each `lead`, up to the byte `most`.
 * @type {(form: string, lead: string, most: number, distance: number) => string}
 */
function moveDown(form, lead, most, distance) {
  const parts = form.split(lead)
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i] || ''
    const byte = parseInt(part.slice(0, 2), 16)
    parts[i] = byte <= most ? `%${(byte - distance).toString(16)}${part.slice(2)}` : lead + part
  }
  return parts.join('')
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { handle }
