import { sendOverHttp2 } from '../support/clients/http2.ts'
import type { Answer } from '../support/clients/send.ts'
import type { NativeEdge } from '../support/native/index.ts'

/** Sends a request over HTTP/2, where nothing has to say how long a body is. */
export const sendByHttp2 = (
  { url }: NativeEdge,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<Answer> => sendOverHttp2(url, { ':path': '/api/orders', 'user-agent': 'node', ...headers }, { body })
