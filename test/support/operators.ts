import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ResponseOf } from '@palisade/contracts'
import { inject } from 'vitest'
import { type Answer, call } from './http.ts'
import { enrol, newPassword, type Session, signUp } from './users.ts'

const { commandEnv, mailboxUrl } = inject('target')

/** Why operators cannot be tested on this target, for the title of what is skipped. */
export const withoutOperators =
  commandEnv && mailboxUrl ? '' : ', where no command can be run on the machine or no mail can be read'

/** `npm run operators` on the machine of the target. */
export async function runOperators(...words: string[]): Promise<string> {
  const env = { ...process.env, ...commandEnv }
  const { stdout } = await promisify(execFile)(process.execPath, ['infra/local/operators-command.ts', ...words], {
    env,
  })
  return stdout
}

export type Person = { email: string; session: Session; recoveryCodes: string[] }

/** Somebody with a tenant of their own and a second factor. */
export async function createPerson(): Promise<Person> {
  const { email, ...session } = await signUp()
  const { confirmed } = await enrol(session.accessToken, newPassword)
  const strong = { ...session, accessToken: confirmed.session.accessToken }
  return { email, session: strong, recoveryCodes: [...confirmed.recoveryCodes] }
}

/** Asks for a token of the console, with a recovery code that is good for this once. */
export function enter({ session, recoveryCodes }: Person, code = recoveryCodes.pop()): Promise<Answer> {
  return call('/api/operator/token', { method: 'POST', token: session.accessToken, json: { code } })
}

/** Somebody who runs the platform, and a token of the console. */
export async function createOperator(): Promise<Person & { token: string }> {
  const person = await createPerson()
  await runOperators('add', person.email)
  const entered = await enter(person)
  if (entered.status !== 200) throw new Error(`entering answered ${entered.status}: ${entered.text}`)
  return { ...person, token: entered.json<ResponseOf<'operator.enter'>>().accessToken }
}

export const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
