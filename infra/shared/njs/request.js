// Handles declared requests that are not safe by their form alone: validates each value against the declaration of the endpoint,
// sends the texts that people wrote to the WAF, and forwards the request to the API unchanged.
// Nginx (njs) runs it for the locations /endpoint/* of generated/endpoints.conf. See docs/waf.md.

import json from './ambiguous-json.js'
import is from './check-value.js'
import declared from './declared.js'
import inspection from './inspection.js'
import queries from './read-query.js'

/** @typedef {import('./declared.js').EdgeProblem} EdgeProblem */
/** @typedef {import('./declared.js').Part} Part */
/** @typedef {import('./check-value.js').Checks} Checks */
/** @typedef {import('./check-value.js').Fault} Fault */
/** @typedef {import('./check-value.js').Text} Text */
/**
 * @typedef {object} Request
 * @property {Record<string, string>} headersIn
 * @property {Record<string, string>} variables
 * @property {Uint8Array} [requestBuffer]
 * @property {(uri: string, options: object, answered: (reply: { status: number }) => void) => void} subrequest
 * @property {(uri: string) => void} internalRedirect
 */

/**
 * Redirects the request to the API, or to the problem that the client gets. It uses no promise, because most requests need no
 * inspection and do not wait.
 * @param {Request} r
 */
function handle(r) {
  /** @type {Text[]} */
  const texts = []
  const problem = findProblem(r, texts)
  if (problem) r.internalRedirect(`/problem/${problem}`)
  else inspect(r, r.variables['plain_texts_are_safe'] === '1' ? inspection.withoutPlain(texts) : texts)
}

/**
 * Checks query and header fields of an upload: 'none', or the problem. A text among them is a problem too, because nothing would
 * inspect it. No script reads the file itself.
 * @type {(r: Request) => string}
 */
function uploadProblem(r) {
  /** @type {Text[]} */
  const texts = []
  return findProblem(r, texts) || (texts.length === 0 ? 'none' : 'validation-failed')
}

/**
 * Returns the problem with the format or a value of the request. Adds the texts that people wrote to `texts`.
 * @type {(r: Request, texts: Text[]) => Extract<EdgeProblem, 'malformed-request' | 'validation-failed'> | null}
 */
function findProblem(r, texts) {
  const variables = r.variables
  const describe = declared.endpoints[variables['endpoint'] || '']
  if (!describe) return 'malformed-request'
  const endpoint = describe(is)
  let query
  let body
  try {
    query = queries.readQuery(variables['request_query'] || '')
    body = readBody(r, endpoint.isForm === true)
  } catch (_error) {
    return 'malformed-request'
  }
  if (!endpoint.body && body.text !== '') return 'malformed-request'

  const errors = [
    inPart('query', is.checkMembers(endpoint.query, query, texts)),
    inPart('headers', is.checkMembers(endpoint.headers, pick(r.headersIn, endpoint.headers), texts)),
    inPart('body', (endpoint.body ? endpoint.body(body.value, texts) : null) || faultOfSum(texts)),
  ].filter(error => error !== null)
  if (errors.length > 0) {
    variables['problem_errors'] = `,"errors":${JSON.stringify(errors)}`
    return 'validation-failed'
  }
  return !endpoint.isForm && json.readsInTwoWays(body.text, body.value) ? 'malformed-request' : null
}

/**
 * Reads the body. A missing body counts as an empty one, because it is optional at some endpoints.
 * @throws for bytes that are not UTF-8 and not JSON or a form, for 32 levels of JSON, where njs gives up, and for a body
 * that Nginx has written to a file, since its chunks have more frames than content
 * @type {(r: Request, isForm: boolean) => { text: string, value: any }}
 */
function readBody(r, isForm) {
  const bytes = r.requestBuffer
  if (bytes === undefined || bytes.length === 0) return { text: '', value: {} }
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  return { text, value: isForm ? queries.readQuery(text) : JSON.parse(text) }
}

/** @type {(part: Part, fault: Fault | null) => object | null} */
function inPart(part, fault) {
  return fault && { in: part, pointer: fault.pointer, detail: fault.detail }
}

/**
 * The header fields that the endpoint declares: all others are not passed on.
 * @type {(headers: Record<string, string>, checks: Checks) => Record<string, string>}
 */
function pick(headers, checks) {
  /** @type {Record<string, string>} */
  const picked = {}
  Object.keys(checks).forEach(name => {
    const value = headers[name]
    if (value !== undefined) picked[name] = value
  })
  return picked
}

/**
 * Of all texts together.
 * @type {(texts: Text[]) => Fault | null}
 */
function faultOfSum(texts) {
  const most = declared.maxText
  const chars = texts.reduce((sum, text) => sum + text.value.length, 0)
  if (chars > most.chars) return is.faultOf('totalChars', most.chars)
  // A character has four bytes at most.
  if (chars * 4 <= most.bytes) return null
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text.value), 0)
  return bytes > most.bytes ? is.faultOf('totalBytes', most.bytes) : null
}

/**
 * Sends only the texts that people wrote, and an unknown User-Agent, to the WAF.
 * @type {(r: Request, texts: Text[]) => void}
 */
function inspect(r, texts) {
  if (texts.length === 0 && r.variables['user_agent_to_inspect'] === '') return end(r, 'unneeded')
  r.subrequest('/inspect', { method: 'POST', body: inspection.writeForm(texts) }, reply => {
    if (reply.status === 204) return end(r, 'clean')
    end(r, reply.status === 403 ? 'blocked' : 'unavailable')
  })
}

/** @type {(r: Request, result: 'unneeded' | 'clean' | Extract<EdgeProblem, 'blocked' | 'unavailable'>) => void} */
function end(r, result) {
  r.variables['inspection'] = result
  r.internalRedirect(result === 'blocked' || result === 'unavailable' ? `/problem/${result}` : '/pass')
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { handle, uploadProblem }
