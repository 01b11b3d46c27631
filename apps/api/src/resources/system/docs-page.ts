import { createHash } from 'node:crypto'
import {
  type Endpoint,
  endpoints,
  limitClasses,
  type ProblemCode,
  pageHeaders,
  problems,
  scopes,
} from '@palisade/contracts'

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 6rem }
html { background: light-dark(#fff, #131314); color: light-dark(#1f1f1f, #e3e3e3) }
a { color: light-dark(#0b57d0, #a8c7fa) }
h2 { margin-top: 3rem }
h3 { margin-bottom: .25rem; font: 600 1rem/1.5 ui-monospace, monospace }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8884 }
pre { overflow-x: auto; padding: .75rem 1rem; border: 1px solid #8884; border-radius: .5rem; font-size: .85rem }
summary { cursor: pointer }
`

/** The page carries its own style, so the policy names that text by its hash and no other. */
export const docsHeaders = {
  ...pageHeaders,
  'content-security-policy': pageHeaders['content-security-policy'].replace(
    "style-src 'self'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  ),
}

/** The API as a page for people: what contracts declare, and nothing besides. */
export function renderDocs(): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Palisade API</title>
<style>${style}</style>
<main>
<h1>Palisade API</h1>
<p>Made from the contracts, as is the <a href="/api/openapi.json">OpenAPI 3.1 document</a>.</p>
<h2>Endpoints</h2>
${Object.values<Endpoint>(endpoints).map(renderEndpoint).join('\n')}
<h2>Scopes</h2>
<table><tr><th>Scope</th><th>Allows to</th></tr>
${Object.entries(scopes)
  .map(([scope, meaning]) => `<tr><td><code>${scope}</code></td><td>${escapeHtml(meaning)}</td></tr>`)
  .join('\n')}
</table>
<h2>Problems</h2>
<p>Every error is <code>application/problem+json</code> (RFC 9457) with one of these codes and the request id.</p>
<table><tr><th>Code</th><th>Status</th><th>Meaning</th></tr>
${(Object.keys(problems) as ProblemCode[]).map(renderProblem).join('\n')}
</table>
</main>
</html>
`
}

function renderEndpoint(endpoint: Endpoint): string {
  const { id, method, path, summary, access, limit, maxBodyBytes, request } = endpoint
  const { cost, perIp, perUser } = limitClasses[limit]
  const needs = typeof access === 'object' ? `an access token with <code>${access.scope}</code>` : accessNames[access]
  const limits = [`${perIp.limit} a minute and address`, ...(perUser ? [`${perUser.limit} a minute and user`] : [])]
  return `<section id="${id}">
<h3>${method} ${escapeHtml(path)}</h3>
<p>${escapeHtml(summary)}. Needs ${needs}. Limit <code>${limit}</code>: ${limits.join(', ')}; costs ${cost}.
${maxBodyBytes ? `Body up to ${maxBodyBytes.toLocaleString('en')} bytes.` : 'No body.'}</p>
${Object.entries(request)
  .map(([part, schema]) => renderSchema(part, schema))
  .join('\n')}
${Object.entries(endpoint.responses)
  .map(([status, schema]) => (schema ? renderSchema(status, schema) : ''))
  .join('\n')}
</section>`
}

const accessNames = {
  public: 'nothing',
  'refresh-token': 'a refresh token',
  'signed-in': 'an access token',
} as const

function renderSchema(title: string, schema: object): string {
  return `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre></details>`
}

function renderProblem(code: ProblemCode): string {
  const { status, title } = problems[code]
  return `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escapeHtml(title)}</td></tr>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
