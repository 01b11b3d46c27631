import type { CookieName, Endpoint } from '@palisade/contracts'
import type { Policy } from '../policy.ts'

/**
 * The ways to the API, each a location /pass/<name>: requests differ there only in whether they have a body, and in the
 * cookie or header fields that their endpoint reads.
 */
export type Way = {
  readonly hasBody: boolean
  readonly cookie: CookieName | undefined
  readonly headers: readonly string[]
}

export function wayOf(endpoint: Endpoint): string {
  return nameOf(toWay(endpoint))
}

export function allWays({ endpoints }: Policy): ReadonlyMap<string, Way> {
  return new Map(endpoints.map(endpoint => [wayOf(endpoint), toWay(endpoint)]))
}

function toWay({ cookie, maxBodyBytes, request }: Endpoint): Way {
  return { hasBody: maxBodyBytes > 0, cookie, headers: Object.keys(request.headers?.properties ?? {}) }
}

function nameOf({ hasBody, cookie, headers }: Way): string {
  const fields = [...(cookie === undefined ? [] : [cookie.replaceAll('_', '-')]), ...headers]
  return [hasBody ? 'body' : 'no-body', ...fields].join('-with-')
}
