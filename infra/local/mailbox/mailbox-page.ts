import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { escapeHtml } from '@palisade/service/escape-html'
import { urlHost } from '../ports.ts'

export type Mail = { id: string; at: Date; from: string; to: string[]; subject: string; text: string; html: string }

type Options = { host: string; port: number; mails: readonly Mail[] }

/** No script runs, and nothing is loaded from elsewhere. A mail shows itself in a frame without an origin. */
const commonHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** A link of a mail opens a page of its own: in the frame, it could not be shown. */
const opensLinks = 'allow-popups allow-popups-to-escape-sandbox'

/** Serves the mails as pages, and to tests by the API of Mailpit: `/api/v1/search` and `/api/v1/message/{id}`. */
export async function serveMailbox({ host, port, mails }: Options) {
  const server = createServer((request, response) => send(response, answer(request, mails)))
  server.listen(port, host)
  await once(server, 'listening')
  const { port: actualPort } = server.address() as AddressInfo
  return {
    url: `http://${host === '127.0.0.1' ? 'localhost' : urlHost(host)}:${actualPort}`,
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

type Answer = { status?: number; type: string; body: string; policy?: string }

function answer({ headers, url }: IncomingMessage, mails: readonly Mail[]): Answer {
  // A page elsewhere whose name resolves to this address would read the links of mails (DNS rebinding).
  if (!isLocal(headers.host ?? '')) return { status: 421, type: 'text/plain', body: 'This is not the mailbox.' }
  // `//` is no path to the parser, and an error here would end `npm start`.
  const { pathname, searchParams } = URL.parse(`http://localhost${url}`) ?? {}
  if (!pathname || !searchParams) return { status: 400, type: 'text/plain', body: 'This is no address of the mailbox.' }
  if (pathname === '/') return { type: 'text/html', body: listPage(mails) }
  if (pathname === '/api/v1/search') {
    const recipient = /^to:"?([^"]*)"?$/.exec(searchParams.get('query') ?? '')?.[1] ?? ''
    return json({ messages: mails.filter(mail => mail.to.includes(recipient)).map(summarize) })
  }
  const [, kind, id] = /^\/(mail|html|api\/v1\/message)\/([\w-]+)$/.exec(pathname) ?? []
  const mail = mails.find(mail => mail.id === id)
  if (!mail) return { status: 404, type: 'text/plain', body: 'There is no such mail.' }
  if (kind === 'mail') return { type: 'text/html', body: mailPage(mail) }
  if (kind === 'html')
    return {
      type: 'text/html',
      body: `<base target="_blank">${mail.html}`,
      policy: `default-src 'none'; sandbox ${opensLinks}; frame-ancestors 'self'`,
    }
  return json({ ...summarize(mail), Text: mail.text, HTML: mail.html })
}

function isLocal(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host)
}

function summarize({ id, at, to, subject }: Mail) {
  return { ID: id, Created: at.toISOString(), To: to.map(Address => ({ Address })), Subject: subject }
}

function json(body: object): Answer {
  return { type: 'application/json', body: JSON.stringify(body) }
}

function send(response: ServerResponse, { status = 200, type, body, policy }: Answer): void {
  response.writeHead(status, {
    ...commonHeaders,
    ...(policy && { 'content-security-policy': policy }),
    'content-type': `${type}; charset=utf-8`,
  })
  response.end(body)
}

function listPage(mails: readonly Mail[]): string {
  const rows = mails.map(
    ({ id, at, to, subject }) =>
      `<tr><td>${escapeHtml(at.toISOString())}<td>${escapeHtml(to.join(', '))}<td><a href="/mail/${id}">${escapeHtml(subject)}</a>`,
  )
  const table = `<table><thead><tr><th>Sent<th>To<th>Subject<tbody>${rows.join('')}</table>`
  return page(
    'Mailbox',
    `<h1>Mailbox</h1>${rows.length > 0 ? table : '<p>No mail yet. Reload the page after a step that sends one.</p>'}`,
  )
}

function mailPage({ id, to, from, subject, text }: Mail): string {
  return page(
    subject,
    `<p><a href="/">All mails</a></p><h1>${escapeHtml(subject)}</h1><p>From ${escapeHtml(from)} to ${escapeHtml(to.join(', '))}</p>
<h2>As text</h2><pre>${linkify(escapeHtml(text))}</pre><h2>As HTML</h2><iframe title="The mail as HTML" sandbox="${opensLinks}" src="/html/${id}"></iframe>`,
  )
}

function page(title: string, body: string): string {
  const style =
    'body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}td,th{text-align:left;padding:.3rem 1rem .3rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere}iframe{width:100%;height:16rem;border:1px solid #888}'
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style><main>${body}</main>`
}

/** The links of our own mails stand on lines of their own. */
function linkify(escapedText: string): string {
  return escapedText.replace(/^https?:\/\/\S+$/gm, link => `<a href="${link}">${link}</a>`)
}
