import { randomUUID } from 'node:crypto'
import type { ResponseOf, Role } from '@palisade/contracts'
import { inject } from 'vitest'
import { type Answer, call } from './http.ts'
import { readMail, tokenOf } from './mail.ts'
import { newPassword, type Session, signUp, strengthenNew, strongTokenOf } from './users.ts'

export const invitationSubject = 'You are invited to a workspace'

/** The owner of a new tenant, with a second factor. */
export type Owner = { email: string; session: Session; token: string }

export async function createTeam(): Promise<Owner> {
  const session = await signUp()
  return { email: session.email, session, token: await strengthenNew(session) }
}

let ownTeam: Promise<Owner> | undefined

/**
 * The access token of an owner whose tenant only this test file uses: refused requests lower no limits of the demo users.
 * Without a mailbox nobody can sign up, and it is the token of a demo owner.
 */
export function ownerToken(): Promise<string> {
  if (!inject('target').mailboxUrl) return strongTokenOf('owner')
  ownTeam ??= createTeam()
  return ownTeam.then(({ token }) => token)
}

const ownMembers = new Map<Role, Promise<string>>()

/** The access token of a member of that tenant, without a second factor. */
export function roleToken(role: Role): Promise<string> {
  const known = ownMembers.get(role) ?? ownerToken().then(async token => (await addMember(token, role)).accessToken)
  ownMembers.set(role, known)
  return known
}

export const someone = () => `someone-${randomUUID().slice(0, 8)}@example.test`

export const invite = (token: string, email: string, role: Role = 'member') =>
  call('/api/invitations', { method: 'POST', token, json: { email, role } })

export const accept = (token: string, more: object = {}): Promise<Answer> => {
  const json = { token, name: 'Invited', password: newPassword, refreshTokenIn: 'body', ...more }
  return call('/api/invitations/acceptance', { method: 'POST', json })
}

/** Invites an address, and reads the token from the mail. */
export async function inviteByMail(token: string, email: string, role: Role = 'member'): Promise<string> {
  const answer = await invite(token, email, role)
  if (answer.status !== 201) throw new Error(`inviting ${email} answered ${answer.status}: ${answer.text}`)
  return tokenOf(await readMail(email, invitationSubject))
}

/** Makes somebody without an account a member, by an invitation. */
export async function addMember(token: string, role: Role = 'member', email = someone()) {
  const answer = await accept(await inviteByMail(token, email, role))
  if (answer.status !== 200) throw new Error(`accepting answered ${answer.status}: ${answer.text}`)
  return { email, ...answer.json<Session>() }
}

export async function membersOf(token: string): Promise<ResponseOf<'members.list'>['items']> {
  return (await call('/api/members', { token })).json<ResponseOf<'members.list'>>().items
}
