import type { Page } from 'playwright-core'
import { describe, expect, inject, test } from 'vitest'
import { call } from '../support/http.ts'
import { readMail } from '../support/mail.ts'
import { accept, createTeam, invitationSubject, inviteByMail, someone } from '../support/teams.ts'
import { enrol, newPassword as password, signUp } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { atOrders, forAdministrators, useVisitors } from './browser.ts'
import { beginSignIn, signInWithSecondFactor, signUpWithSecondFactor } from './second-factor-steps.ts'

const { mailboxUrl } = inject('target')
const visit = useVisitors()

/** An owner on the page of the team, who has just given a code. */
async function openTeam(page: Page): Promise<{ email: string }> {
  const owner = await signUpWithSecondFactor()
  await signInWithSecondFactor(page, owner)
  await page.getByRole('link', { name: 'Team' }).click()
  await page.getByRole('heading', { name: 'Team', level: 1 }).waitFor()
  return owner
}

async function linkIn(email: string): Promise<string> {
  const { Text } = await readMail(email, invitationSubject)
  return /https?:\S+\/accept-invitation#\S+/.exec(Text)?.[0] ?? ''
}

async function invite(page: Page, email: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(email)
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await page.getByRole('status').filter({ hasText: 'Invitation sent' }).waitFor()
}

/** A member without the scope for the page of the team leaves on the page of the account. */
const openMemberships = (page: Page) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Account', exact: true }).click()

const focusedText = (page: Page) => page.evaluate('document.activeElement?.textContent')

describe.skipIf(!mailboxUrl)(`[P2] [P5] [P12] the team${mailboxUrl ? '' : ', where no mail can be read'}`, () => {
  test('is invited, joins by the mailed link with a new account, and is managed on one page', async () => {
    const [{ page: owner, allow }, { page: invited }] = [await visit(forAdministrators), await visit()]
    allow(/status of 401/)
    await openTeam(owner)
    const email = someone()
    await invite(owner, email)
    const invitation = owner.getByRole('group', { name: `Invitation of ${email}` })
    await invitation.waitFor()
    await expectAccessible(owner, 'the team')

    await invited.goto(await linkIn(email))
    await invited.getByText('Join New tenant as member').waitFor()
    expect(new URL(invited.url()).hash).toBe('')
    await expectAccessible(invited, 'the invitation')
    await invited.getByLabel('Your name').fill('Ada')
    await invited.getByLabel('Password').fill(password)
    await invited.getByRole('button', { name: 'Join New tenant' }).click()
    await atOrders(invited)

    await owner.reload()
    const member = owner.getByRole('group', { name: `Manage ${email}` })
    await member.getByLabel('Role').selectOption('partner')
    await member.getByRole('button', { name: 'Disable' }).click()
    await member.getByRole('button', { name: 'Enable' }).click()
    await member.getByRole('button', { name: 'Disable' }).waitFor()
    expect(await member.getByLabel('Role').inputValue()).toBe('partner')
    await member.getByRole('button', { name: 'Remove' }).click()
    await owner.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await member.waitFor({ state: 'hidden' })
    await expect.poll(() => focusedText(owner)).toBe('Member removed')
  })

  test('sends an invitation again and revokes it: the link then says so', async () => {
    const { page, allow } = await visit(forAdministrators)
    allow(/status of 4(?:01|10)/)
    await openTeam(page)
    const email = someone()
    await invite(page, email)
    const earlier = await linkIn(email)
    const invitation = page.getByRole('group', { name: `Invitation of ${email}` })
    await invitation.getByRole('button', { name: 'Send again' }).click()
    await expect.poll(() => focusedText(page)).toBe('Invitation sent again')
    await expect.poll(() => linkIn(email)).not.toBe(earlier)
    const link = await linkIn(email)
    await invitation.getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('No invitation is open.').waitFor()
    await expect.poll(() => focusedText(page)).toBe('Invitation revoked')
    await page.goto(link)
    await page.getByRole('alert').filter({ hasText: 'This link has expired' }).waitFor()
  })

  test('is joined by one button in a session of the invited address, which then works in that tenant', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    const team = await createTeam()
    const { email } = await signUp()
    await inviteByMail(team.token, email)
    await beginSignIn(page, { email, password })
    await atOrders(page)
    await page.goto(await linkIn(email))
    await page.getByRole('button', { name: 'Join New tenant' }).click()
    await atOrders(page)
    await page.getByRole('button', { name: /^Account of .*member/ }).waitFor()
  })

  test('is joined with the password of an account and the code of its second factor', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    const team = await createTeam()
    const { email, accessToken } = await signUp()
    const { confirmed } = await enrol(accessToken, password)
    await inviteByMail(team.token, email)
    await page.goto(await linkIn(email))
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Join New tenant' }).click()
    await page.getByRole('textbox', { name: 'Code' }).fill(confirmed.recoveryCodes[0] ?? '')
    await page.getByRole('button', { name: 'Join', exact: true }).click()
    await atOrders(page)
  })

  test('is left by a member of other workspaces, who chooses one of those or signs out', async () => {
    const { page, allow } = await visit()
    allow(/status of 40[13]/)
    const team = await createTeam()
    const { email, user } = await signUp()
    await inviteByMail(team.token, email)
    await beginSignIn(page, { email, password })
    await atOrders(page)
    await page.goto(await linkIn(email))
    await page.getByRole('button', { name: 'Join New tenant' }).click()
    await page.getByRole('button', { name: /^Account of .*member/ }).waitFor()
    await openMemberships(page)
    await page.getByRole('button', { name: 'Leave New tenant' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'Choose a workspace' }).waitFor()
    await expectAccessible(page, 'the choice of a workspace')
    await page.reload()
    await page.getByRole('button', { name: `${user.tenant.name} · owner` }).click()
    await atOrders(page)
    await page.getByRole('button', { name: /^Account of .*owner/ }).waitFor()
  })

  test('changes its owner, and the former owner leaves', async () => {
    const { page, allow } = await visit(forAdministrators)
    allow(/status of 401/)
    const { email: ownerEmail } = await openTeam(page)
    const email = someone()
    await invite(page, email)
    const token = new URL(await linkIn(email)).hash.replace('#token=', '')
    expect((await accept(token)).status).toBe(200)
    await page.reload()
    await page
      .getByRole('group', { name: `Manage ${email}` })
      .getByRole('button', { name: 'Transfer ownership' })
      .click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Transfer ownership' }).click()
    await page.getByRole('button', { name: /^Account of .*admin/ }).waitFor()
    await expect.poll(() => focusedText(page)).toBe('Ownership transferred')
    await openMemberships(page)
    await page.getByRole('button', { name: 'Leave New tenant' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    const json = { email: ownerEmail, password, refreshTokenIn: 'body' }
    expect((await call('/api/auth/sign-in', { method: 'POST', json })).status).toBe(401)
  })
})
