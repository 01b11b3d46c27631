import type { Endpoint } from '@palisade/contracts'
import type { Policy } from '../policy.ts'

/**
 * The ways to the API, each a location /pass/<name>: requests differ there only in whether they have a body, and in the
 * header fields that their endpoint reads.
 */
export type Way = {
  readonly hasBody: boolean
  readonly headers: readonly string[]
}

export function wayOf(endpoint: Endpoint): string {
  return nameOf(toWay(endpoint))
}

export function allWays({ endpoints }: Policy): ReadonlyMap<string, Way> {
  return new Map(endpoints.map(endpoint => [wayOf(endpoint), toWay(endpoint)]))
}

function toWay({ maxBodyBytes, request }: Endpoint): Way {
  return { hasBody: maxBodyBytes > 0, headers: Object.keys(request.headers?.properties ?? {}) }
}

function nameOf({ hasBody, headers }: Way): string {
  return [hasBody ? 'body' : 'no-body', ...headers].join('-with-')
}
