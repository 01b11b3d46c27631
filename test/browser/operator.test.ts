import type { ResponseOf } from '@palisade/contracts'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { call } from '../support/http.ts'
import { createPerson, type Person, runOperators, withoutOperators } from '../support/operators.ts'
import { draft } from '../support/samples.ts'
import { newPassword as password } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { atOrders, forAdministrators, useVisitors } from './browser.ts'
import { beginSignIn } from './second-factor-steps.ts'

const visit = useVisitors()

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()

async function enterCode(page: Page, { recoveryCodes }: Person, button: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Code' }).fill(recoveryCodes.pop() ?? '')
  await page.getByRole('button', { name: button }).click()
}

async function signIn(page: Page, person: Person): Promise<void> {
  await beginSignIn(page, { ...person, password })
  await enterCode(page, person, 'Sign in')
  await atOrders(page)
}

async function openConsole(page: Page, person: Person): Promise<void> {
  await page.getByRole('button', { name: 'Account of' }).click()
  await page.getByRole('menuitem', { name: 'Operator console' }).click()
  await enterCode(page, person, 'Open the console')
  await heading(page, 'Tenants')
}

async function openTenant(page: Page, slug: string): Promise<void> {
  await page
    .getByRole('searchbox')
    .or(page.getByRole('textbox', { name: 'Search' }))
    .fill(slug)
  await page.getByRole('list', { name: 'Tenants' }).getByText(slug).waitFor()
  await page.getByRole('list', { name: 'Tenants' }).getByRole('link').first().click()
  await heading(page, 'New tenant')
}

const form = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

async function send(page: Page, region: string, reason: string, button: string): Promise<void> {
  await form(page, region).getByLabel('Reason').fill(reason)
  await form(page, region).getByRole('button', { name: button }).click()
}

describe.skipIf(withoutOperators)(`[P8] [P12] an operator${withoutOperators}`, () => {
  test('finds a tenant, changes its plan, suspends and resumes it, and reads what operators did', async () => {
    const [operator, owner] = [await createPerson(), await createPerson()]
    await runOperators('add', operator.email)
    const { page, allow } = await visit(forAdministrators)
    // The sign-in that asks for the code.
    allow(/status of 401/)
    await signIn(page, operator)
    await openConsole(page, operator)
    await expectAccessible(page, 'the tenants')
    await openTenant(page, owner.session.user.tenant.slug)
    await expectAccessible(page, 'a tenant')

    await form(page, 'Plan').getByLabel('Plan').selectOption('enterprise')
    await send(page, 'Plan', 'They pay for it', 'Change the plan')
    await form(page, 'Details').getByText('enterprise').waitFor()
    await send(page, 'Suspend', 'They asked for it', 'Suspend the tenant')
    await send(page, 'Resume', 'They asked for that too', 'Resume the tenant')
    await form(page, 'Suspend').waitFor()
    const { accessToken: token } = owner.session
    const readTier = async () => (await call('/api/tenant', { token })).json<ResponseOf<'tenant.read'>>().tier
    await expect.poll(readTier).toBe('enterprise')

    await page.getByRole('link', { name: 'Security' }).click()
    await page.getByText('Blocked by the WAF').waitFor()
    await expectAccessible(page, 'what was refused')
    await page.getByRole('link', { name: 'Operator log' }).click()
    await page.getByText('They asked for that too').waitFor()
    await expectAccessible(page, 'the trail of the operators')
  })

  test('acts for an owner who allows it, with a banner on each page, until it is ended', async () => {
    const [operator, owner] = [await createPerson(), await createPerson()]
    await runOperators('add', operator.email)
    const [{ page: ofOwner }, { page, allow }] = [await visit(forAdministrators), await visit(forAdministrators)]
    // The sign-ins that ask for a code, and the end by the owner while the operator acts.
    allow(/status of 40[134]/)
    await signIn(ofOwner, owner)
    await ofOwner.getByRole('link', { name: 'Settings' }).click()
    await ofOwner.getByRole('link', { name: 'Support access' }).click()
    await heading(ofOwner, 'Support access')
    await ofOwner.getByLabel('Hours').fill('2')
    await ofOwner.getByRole('button', { name: 'Allow support access' }).click()
    await ofOwner.getByText('Allowed until').waitFor()
    await expectAccessible(ofOwner, 'support access')

    await call('/api/orders', { method: 'POST', token: owner.session.accessToken, json: draft })
    await signIn(page, operator)
    await openConsole(page, operator)
    await openTenant(page, owner.session.user.tenant.slug)
    await send(page, 'Support access', 'Ticket 4711', 'Act in New tenant')
    await atOrders(page)
    const banner = page.getByRole('region', { name: 'Acting for an owner' })
    await expect.poll(() => banner.textContent()).toContain('You act for an owner of New tenant. 120 minutes left.')
    expect(await page.getByRole('link', { name: 'Account' }).count()).toBe(0)
    await expectAccessible(page, 'the orders of a tenant in which an operator acts')
    await page.getByRole('table', { name: 'Orders' }).getByRole('link').first().click()
    await page.getByRole('button', { name: 'Place order' }).click()
    const history = page.getByRole('list', { name: 'History' })
    await history.getByText(/^Owner, through support \(operator [0-9a-f]{12}\), /).waitFor()
    await page.getByRole('link', { name: 'Reports' }).click()
    await banner.waitFor()

    // A reload drops the token. No page of the operator's own tenant is shown for it.
    await page.reload()
    await heading(page, 'Continue in New tenant?')
    expect(await page.getByRole('navigation').count()).toBe(0)
    await expectAccessible(page, 'after a reload while an operator acts')
    await enterCode(page, operator, 'Continue')
    await banner.waitFor()
    await heading(page, 'Reports')
    expect(new URL(page.url()).pathname).toBe('/reports')
    await page.reload()
    await page.getByRole('button', { name: 'Stop, and show the tenant in the console' }).click()
    await heading(page, 'Operator console')
    await enterCode(page, operator, 'Open the console')
    await heading(page, 'New tenant')
    await page.getByRole('list', { name: 'Operators acting now' }).getByRole('button', { name: 'End' }).click()
    await page.getByRole('list', { name: 'Operators acting now' }).waitFor({ state: 'hidden' })

    await send(page, 'Support access', 'And again', 'Act in New tenant')
    await banner.waitFor()
    await banner.getByRole('button', { name: 'End' }).click()
    await heading(page, 'New tenant')
    await banner.waitFor({ state: 'hidden' })

    await send(page, 'Support access', 'Once more', 'Act in New tenant')
    await banner.waitFor()
    await ofOwner.reload()
    await ofOwner.getByText('Ticket 4711').waitFor()
    await ofOwner.getByRole('button', { name: 'End support access' }).click()
    await ofOwner.getByText('No operator can act here now').waitFor()
    // A page whose data is not in memory yet.
    await page.getByRole('link', { name: 'Dashboard' }).click()
    await banner.waitFor({ state: 'hidden' })
  })
})
