import { generateKeyPairSync } from 'node:crypto'
import type { ResponseOf } from '@palisade/contracts'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { createAssertion, requestToken, type TestClient } from '../support/client-assertions.ts'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { expectAccessible } from './axe.ts'
import { copy, forAdministrators, signIn, useVisitors } from './browser.ts'
import { signInWithSecondFactor, signUpWithSecondFactor } from './second-factor-steps.ts'

const visit = useVisitors()

/** The page of a new owner, who has a second factor, with one service account on it. */
async function openWithAccount() {
  const { page, context, allow } = await visit(forAdministrators)
  allow(/status of 401/)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await signInWithSecondFactor(page, await signUpWithSecondFactor())
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Service accounts' }).click()
  await page.getByText('No service accounts yet').waitFor()
  await page.getByRole('button', { name: 'Create service account' }).click()
  await page.getByText('Choose at least one').waitFor()
  await expectAccessible(page, 'the form of a service account with errors')
  await page.getByRole('textbox', { name: 'Name' }).fill('Shop import')
  await page.getByText('See orders and their history').click()
  await page.getByRole('button', { name: 'Create service account' }).click()
  await page.getByRole('region', { name: 'Shop import', exact: true }).waitFor()
  return page
}

async function copyKey(page: Page): Promise<string> {
  const key = await copy(page, 'Copy the key')
  await page.getByRole('button', { name: 'I have saved it' }).click()
  expect(await page.content()).not.toContain(key)
  return key
}

describe('[P6] [P12] the page of service accounts', () => {
  test('creates a key, rolls it with an overlap, disables the account and deletes it', async () => {
    const page = await openWithAccount()
    const keys = page.getByRole('region', { name: 'API keys of Shop import' })
    await keys.getByRole('button', { name: 'New API key for Shop import' }).click()
    await keys.getByRole('textbox', { name: 'Name' }).fill('Production')
    await keys.getByRole('button', { name: 'Create key' }).click()
    const old = await copyKey(page)
    await keys.getByText('Never used').waitFor()
    await expectAccessible(page, 'a service account with a key')
    expect((await call('/api/orders', { token: old })).status).toBe(200)

    await keys.getByRole('button', { name: /^Roll Production/ }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByLabel('The old key works for another').selectOption('1 hour')
    await dialog.getByRole('button', { name: 'Roll key' }).click()
    const successor = await copyKey(page)
    await expect.poll(() => keys.getByRole('listitem').count()).toBe(2)
    await keys.getByText('Last used').waitFor()
    for (const token of [old, successor]) expect((await call('/api/orders', { token })).status).toBe(200)

    await page.getByRole('button', { name: 'Disable Shop import' }).click()
    await page.getByRole('button', { name: 'Enable Shop import' }).waitFor()
    await expect.poll(async () => (await call('/api/orders', { token: successor })).status).toBe(401)
    await page.getByRole('button', { name: 'Delete Shop import' }).click()
    await dialog.getByRole('button', { name: 'Delete service account' }).click()
    await page.getByText('No service accounts yet').waitFor()
    expectProblem(await call('/api/orders', { token: successor }), 'invalid-token')
  })

  test('takes a public key as PEM, refuses a private one, and shows what the program needs for a token', async () => {
    const page = await openWithAccount()
    const keys = page.getByRole('region', { name: 'Public keys of Shop import' })
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    await keys.getByRole('button', { name: 'Add a public key to Shop import' }).click()
    await keys.getByRole('textbox', { name: 'Name' }).fill('Build server')
    const field = keys.getByRole('textbox', { name: 'Public key' })
    const add = keys.getByRole('button', { name: 'Add public key' })
    await field.fill(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    await add.click()
    await keys.getByText('This is a private key').waitFor()
    await expectAccessible(page, 'a private key that is refused')
    await field.fill(publicKey.export({ type: 'spki', format: 'pem' }).toString())
    await add.click()
    await keys.getByText('Never used').waitFor()
    const value = async (name: string) =>
      (await keys.locator('dt', { hasText: name }).locator('+ dd').textContent()) ?? ''
    const kid = (await keys.locator('code').first().textContent()) ?? ''
    const [accountId, audience] = [await value('Client id'), await value('Audience')]
    expect(await value('Token endpoint')).toMatch(/\/api\/oauth\/token$/)

    const client = { account: { id: accountId }, key: { kid }, privateKey, audience } as TestClient
    const answer = await requestToken(createAssertion(client))
    expect(answer.status, answer.text).toBe(200)
    const { access_token: token } = answer.json<ResponseOf<'oauth.token'>>()
    expect((await call('/api/orders', { token })).status).toBe(200)
    await keys.getByRole('button', { name: 'Revoke the public key Build server' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke public key' }).click()
    await keys.getByText('None yet.').waitFor()
    expectProblem(await call('/api/orders', { token }), 'invalid-token')
  })

  test('has no entry in the navigation of a member', async () => {
    const { page } = await visit()
    await signIn(page, 'member@acme.test')
    const navigation = page.getByRole('navigation', { name: 'Main' })
    await navigation.getByRole('link', { name: 'Account', exact: true }).waitFor()
    expect(await navigation.getByRole('link', { name: 'Service accounts' }).count()).toBe(0)
  })
})
