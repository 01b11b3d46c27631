import { bodyTypesOf, hostPattern, type ProblemCode } from '@palisade/contracts'
import type { AllowList, AllowListRefusal, HeaderFault } from '@palisade/security/request'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addLayer } from '../http/layer.ts'
import { ProblemError } from '../http/problem.ts'

/** Refuses undeclared requests before any I/O or cryptography. */
export function allowList(app: FastifyInstance, { declared, headerFault }: Options): void {
  const firstSeen = createFirstSeen()

  addLayer(app, 'allow-list', request => {
    const { headers, method, url, ip, log, isPage } = request
    // RFC 9112 section 3.2: HTTP/1.1 requires Host. Node's own check is off, since it would answer without a problem.
    if (!isHost.test(headers.host ?? (request.raw.httpVersion === '1.1' ? '?' : ''))) {
      throw new ProblemError('malformed-request', { detail: 'The Host header is missing or not valid.' })
    }
    if (isPage) return

    const fault = headerFault(request.raw.rawHeaders)
    if (fault) checkHeader(request, fault, firstSeen)

    const checked = declared.check({
      method,
      url,
      contentType: headers['content-type'],
      contentLength: headers['content-length'],
      transferEncoding: headers['transfer-encoding'],
    })
    if (checked.ok) return
    log.warn({ event: 'request.refused', reason: checked.reason, method, ip }, 'request refused')
    const [code, detail] = answerFor(checked.reason, request)
    throw new ProblemError(code, {
      ...(detail && { detail }),
      ...(checked.allow && { headers: { allow: checked.allow.join(', ') } }),
    })
  })
}

type Options = {
  declared: AllowList
  /** Of a request's fields, as Node gives them: name, value, name, value. */
  headerFault: (rawHeaders: readonly string[]) => HeaderFault | undefined
}

/** Logs an undeclared field once and lets it pass, since browsers and proxies add new ones every year. Others are refused. */
function checkHeader(
  { log, ip }: FastifyRequest,
  { reason, name }: HeaderFault,
  firstSeen: (name: string) => boolean,
): void {
  if (reason !== 'unknown-header') {
    log.warn({ event: 'request.refused', reason, header: name.slice(0, 100), ip }, 'request refused')
    throw new ProblemError('malformed-request', { detail: headerDetails[reason] })
  }
  if (firstSeen(name)) log.info({ event: 'header.unknown', header: name.slice(0, 100), ip }, 'undeclared header')
}

const isHost = new RegExp(`^(?:${hostPattern})(?::[0-9]{1,5})?$`, 'i')

const mostNames = 100

/** Whether a name is new. After a hundred names, the log gets no more of them: clients can invent any number. */
function createFirstSeen(): (name: string) => boolean {
  const seen = new Set<string>()
  return name => {
    if (seen.size >= mostNames || seen.has(name)) return false
    seen.add(name)
    return true
  }
}

/** The problem for each refusal, with a detail where the title does not say what to do. */
const answers: Record<AllowListRefusal, [ProblemCode, string?]> = {
  'malformed-url': ['malformed-request', 'The URL is not well-formed.'],
  'url-too-long': ['uri-too-long'],
  path: ['not-found'],
  method: ['method-not-allowed'],
  'query-parameter': ['validation-failed', 'The query has a parameter that this endpoint does not declare.'],
  'malformed-length': ['malformed-request', 'The Content-Length header is not valid.'],
  'too-large': ['body-too-large'],
  'unexpected-body': ['malformed-request', 'This endpoint takes no body.'],
  'content-type': ['unsupported-media-type'],
}

function answerFor(reason: AllowListRefusal, { endpoint }: FastifyRequest): [ProblemCode, string?] {
  if (reason !== 'content-type' || !endpoint) return answers[reason]
  return ['unsupported-media-type', `Send the body as ${bodyTypesOf(endpoint).join(' or ')}.`]
}

const headerDetails = {
  'override-header': 'A header tries to override the method or the URL.',
  'repeated-header': 'A header that must be sent once is repeated.',
} as const
