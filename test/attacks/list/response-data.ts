import { randomUUID } from 'node:crypto'
import { type Answer, send } from '../../support/clients/send.ts'
import { plainDraft } from '../../support/samples.ts'
import { type Attack, attack, type Scene } from '../attack.ts'
import { codeOf, prepared } from '../attempt-answers.ts'

const signIn = ({ baseUrl, address }: Scene, email: string) =>
  send(baseUrl, '/api/auth/sign-in', { method: 'POST', from: address(), json: { email, password: 'a wrong guess' } })

/** Attacks on what answers reveal, and on how browsers interpret them. */
export const answerAttacks: Attack[] = [
  compared('account enumeration at sign-in', signIn),
  compared('account enumeration at sign-up', ({ baseUrl, address }, email) =>
    send(baseUrl, '/api/auth/sign-up', { method: 'POST', from: address(), json: { email } }),
  ),
  attack(
    'cursor that makes a query fail',
    ({ baseUrl, fixture, address }) => {
      const cursor = Buffer.from(JSON.stringify(['totalMinor', '9'.repeat(30), randomUUID()])).toString('base64url')
      return send(baseUrl, `/api/orders?currency=EUR&sort=totalMinor&cursor=${cursor}`, {
        token: fixture.token('owner'),
        from: address(),
      })
    },
    ({ text }) => /prisma|invocation|postgres|\bat .+:\d+/i.test(text),
  ),
  attack(
    'response interpreted as a page by a browser',
    ({ baseUrl, fixture, address }) =>
      send(baseUrl, '/api/tenant', {
        token: fixture.token('owner'),
        from: address(),
        headers: { accept: 'text/html' },
      }),
    ({ headers }) => headers['x-content-type-options'] !== 'nosniff' || !headers['content-security-policy'],
  ),
  attack('idempotency key reused with another body', async ({ baseUrl, fixture, address }) => {
    const request = { method: 'POST', token: fixture.token('owner'), from: address() }
    const headers = { 'idempotency-key': randomUUID() }
    await prepared(() => send(baseUrl, '/api/orders', { ...request, headers, json: plainDraft }))
    return send(baseUrl, '/api/orders', { ...request, headers, json: { ...plainDraft, note: 'another' } })
  }),
]

/** Succeeds when the answers for an address with and without an account differ. */
function compared(name: string, ask: (scene: Scene, email: string) => Promise<Answer>): Attack {
  return {
    name,
    run: async scene => {
      const [known, unknown] = [await ask(scene, 'member@globex.test'), await ask(scene, 'nobody@globex.test')]
      const isTold = [known, unknown].every(answer => codeOf(answer) !== 'unavailable')
      return { answers: [known], harm: isTold && essence(known) !== essence(unknown) }
    },
  }
}

/** The answer without its request id. */
function essence({ status, text }: Answer): string {
  return `${status} ${text.replace(/"requestId":"\w+"/, '')}`
}
