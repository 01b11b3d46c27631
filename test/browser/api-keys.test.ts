import type { ResponseOf } from '@palisade/contracts'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { enrol, newPassword as password, signUp } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { atOrders, copy, forAdministrators, signIn, useVisitors } from './browser.ts'
import { beginSignIn, signInWithSecondFactor, signUpWithSecondFactor } from './second-factor-steps.ts'

const visit = useVisitors()

async function openKeys(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API keys' }).click()
  await page.getByRole('heading', { name: 'API keys', level: 1 }).waitFor()
}

const keysOn = (page: Page) => page.getByRole('list', { name: 'API keys' }).getByRole('listitem')

describe('[P12] the page of API keys', () => {
  test('[S96] creates a key, shows it once, lists its last use, and revokes it', async () => {
    const { page, context, allow } = await visit(forAdministrators)
    allow(/status of 401/)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await signInWithSecondFactor(page, await signUpWithSecondFactor())
    await openKeys(page)
    await page.getByText('No API keys yet').waitFor()

    await page.getByRole('button', { name: 'Create key' }).click()
    await page.getByText('Please fill this in').waitFor()
    await page.getByText('Choose at least one').waitFor()
    await expectAccessible(page, 'the form of a key with errors')
    await page.getByRole('textbox', { name: 'Name' }).fill('Shop import')
    await page.getByText('See orders and their history').click()
    await page.getByLabel('Lifetime').selectOption('30 days')
    await page.getByRole('button', { name: 'Create key' }).click()
    const token = await copy(page, 'Copy the key')
    await keysOn(page).filter({ hasText: 'Never used' }).waitFor()
    await expectAccessible(page, 'a new key')
    await page.getByRole('button', { name: 'I have saved it' }).click()
    await page.getByRole('button', { name: 'Create key' }).waitFor()
    expect(await page.content()).not.toContain(token)

    const orders = await call('/api/orders', { token })
    expect(orders.status).toBe(200)
    const lastUse = async () => {
      await page.reload()
      return keysOn(page).first().textContent()
    }
    // Each reload is a refresh of the session, which the edge allows now and then only.
    await expect.poll(lastUse, { interval: 2_000 }).toContain('Last used')
    await page.getByRole('button', { name: 'Revoke Shop import' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke key' }).click()
    await page.getByText('No API keys yet').waitFor()
    await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toBe('Key revoked')
    expectProblem(await call('/api/orders', { token }), 'invalid-token')
  })

  test('[S95] leads to the set-up of a second factor, and asks for a code where one is set up but not recent', async () => {
    const { page, allow } = await visit(forAdministrators)
    allow(/status of 401/)
    const { email, accessToken } = await signUp()
    await beginSignIn(page, { email, password })
    await atOrders(page)
    await openKeys(page)
    await page.getByText('Set up a second factor first').waitFor()
    await expectAccessible(page, 'keys without a second factor')
    await page.getByRole('link', { name: 'Set up a second factor' }).click()
    await page.getByRole('heading', { name: 'Account', level: 1 }).waitFor()

    const { confirmed }: { confirmed: ResponseOf<'second-factor.confirm'> } = await enrol(accessToken, password)
    await page.reload()
    await openKeys(page)
    await page.getByText('Verify your second factor again').waitFor()
    await expectAccessible(page, 'a code before the keys')
    await page.getByRole('textbox', { name: 'Code' }).fill(confirmed.recoveryCodes[0] ?? '')
    await page.getByRole('button', { name: 'Verify' }).click()
    await page.getByText('No API keys yet').waitFor()
  })

  test('has no entry in the navigation of a member', async () => {
    const { page } = await visit()
    await signIn(page, 'member@acme.test')
    const navigation = page.getByRole('navigation', { name: 'Main' })
    await navigation.getByRole('link', { name: 'Account', exact: true }).waitFor()
    expect(await navigation.getByRole('link', { name: 'API keys' }).count()).toBe(0)
  })
})
