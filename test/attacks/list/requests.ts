import { maxText } from '@palisade/contracts'
import { type Call, send } from '../../support/clients/send.ts'
import { plainDraft } from '../../support/samples.ts'
import { type Attack, attack, type Scene } from '../attack.ts'
import { isServed } from '../attempt-answers.ts'

const asAdmin = ({ baseUrl, fixture, address }: Scene, path: string, call: Call = {}) =>
  send(baseUrl, path, { token: fixture.token('admin'), from: address(), ...call })

const create = (scene: Scene, body: string | Buffer, type = 'application/json') =>
  asAdmin(scene, '/api/orders', { method: 'POST', headers: { 'content-type': type }, body })

const order = JSON.stringify(plainDraft)
const withMember = (member: string) => order.replace(/\}$/, `,${member}}`)

/** Bodies that a declared endpoint must refuse. */
const bodies: Attack[] = [
  attack('body above the size limit of the endpoint', scene =>
    create(scene, JSON.stringify({ ...plainDraft, note: 'x'.repeat(70_000) })),
  ),
  attack('body with a wrong content type', scene => create(scene, order, 'application/x-www-form-urlencoded')),
  attack('body on an endpoint without one', scene =>
    asAdmin(scene, '/api/orders', { headers: { 'content-type': 'application/json' }, body: order }),
  ),
  attack('truncated JSON', scene => create(scene, order.slice(0, -10))),
  attack('JSON nested 60 levels deep', scene => create(scene, withMember(`"x":${'['.repeat(60)}${']'.repeat(60)}`))),
  attack('JSON with a duplicate key', scene => create(scene, withMember('"note":"another"'))),
  attack('script hidden under a duplicate key', scene =>
    create(scene, order.replace('"note":', `"note":${JSON.stringify('<script>alert(1)</script>')},"note":`)),
  ),
  attack('JSON with __proto__', scene => create(scene, withMember('"__proto__":{"role":"owner"}'))),
  attack('JSON that is not UTF-8', scene => create(scene, Buffer.from(order.replace('Zoë', 'Zo\xeb'), 'latin1'))),
  attack('string in place of a number', scene => create(scene, order.replace('"quantity":1', '"quantity":"1"'))),
]

/** A text on which WAF patterns backtrack: a note of 2,000 characters, other texts of 200. */
const slowText = `;${'( '.repeat(99)} `
const [line] = plainDraft.lines
const slowOrder = {
  ...plainDraft,
  note: slowText.repeat(10),
  // Together with the note and the customer's name, the most text that an order may have.
  lines: Array.from({ length: maxText.chars / 200 - 11 }, () => ({ ...line, description: slowText })),
}

const mostMs = 2_000

/** A busy machine may delay one request. Three slow requests in a row mean that the request itself is slow. */
const slowTextInABody: Attack = {
  name: 'texts that make WAF patterns backtrack (ReDoS)',
  run: async scene => {
    for (let tried = 1; ; tried++) {
      const startedMs = performance.now()
      const answer = await asAdmin(scene, '/api/orders', { method: 'POST', json: slowOrder })
      const isSlow = answer.status >= 500 || performance.now() - startedMs > mostMs
      if (!isSlow || tried === 3) return { answers: [answer], harm: isSlow }
    }
  },
}

/** Requests that the contracts do not declare. */
const undeclared: Attack[] = [
  attack('undeclared query parameter', scene => asAdmin(scene, '/api/orders?debug=true')),
  attack('duplicate query parameter', scene => asAdmin(scene, '/api/orders?limit=1&limit=100')),
  attack('undeclared path', scene => asAdmin(scene, '/api/admin/users')),
  attack(
    'file of the server (/.env)',
    scene => asAdmin(scene, '/.env'),
    answer => isServed(answer) && !isPage(answer.text),
  ),
  attack('undeclared method', scene => asAdmin(scene, '/api/orders', { method: 'DELETE' })),
  attack('TRACE', scene => asAdmin(scene, '/api/orders', { method: 'TRACE' })),
  attack(
    'method override in a header',
    scene => asAdmin(scene, '/api/tenant', { headers: { 'x-http-method-override': 'PATCH' } }),
    ({ status, text }) => status === 200 && !text.includes('"acme"'),
  ),
  attack(
    'path override in a header',
    scene =>
      asAdmin(scene, '/api/tenant', { headers: { 'x-original-url': '/api/members', 'x-rewrite-url': '/api/members' } }),
    ({ text }) => text.includes('member@acme.test'),
  ),
  attack('URL of 5,000 characters', scene => asAdmin(scene, `/api/orders?cursor=${'a'.repeat(5_000)}`)),
  attack('header of 70,000 characters', scene =>
    asAdmin(scene, '/api/orders', { headers: { accept: 'a'.repeat(70_000) } }),
  ),
  attack(
    'forged request id',
    scene => asAdmin(scene, '/api/tenant', { headers: { 'x-request-id': 'f'.repeat(32) } }),
    ({ headers }) => headers['x-request-id'] === 'f'.repeat(32),
  ),
]

function isPage(text: string): boolean {
  return /^<!doctype html>/i.test(text)
}

export const requestAttacks: Attack[] = [...bodies, slowTextInABody, ...undeclared]
