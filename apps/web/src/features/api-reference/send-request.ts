import type { ComposedRequest } from './compose-request.ts'

export type Answer = {
  readonly status: number
  readonly statusText: string
  readonly tookMs: number
  readonly requestId: string | undefined
  /** Of another origin, those that CORS exposes. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** How requests leave the page: with the session's access token, or without. */
export type Transport = { readonly withToken: typeof fetch; readonly withoutToken: typeof fetch }

/**
 * Sends the request without cookies: the refresh token is left to the session, and no answer replaces it.
 *
 * @throws NetworkFailure when there is no answer
 */
export async function sendRequest(
  { method, target, headers, body, needsToken }: ComposedRequest,
  origin: string,
  transport: Transport,
): Promise<Answer> {
  const send = needsToken ? transport.withToken : transport.withoutToken
  const start = performance.now()
  const response = await send(origin + target, {
    method,
    headers,
    credentials: 'omit',
    cache: 'no-store',
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  return {
    status: response.status,
    statusText: response.statusText,
    tookMs: Math.round(performance.now() - start),
    requestId: response.headers.get('x-request-id') ?? undefined,
    headers: [...response.headers],
    body: indent(text),
  }
}

function indent(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
