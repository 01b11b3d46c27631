import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { createOrder as createSampleOrder } from '../support/create-order.ts'
import { call } from '../support/http.ts'
import { mailSignUpLink, newPassword, newSlug, tokenOf } from '../support/users.ts'
import { descriptionOf, sendCredentials, signIn, useVisitors } from './browser.ts'
import { fillOrder } from './order-steps.ts'

const visit = useVisitors()

/** Types as a person does: the browser then sends `change` when the focus leaves, which `fill` does not show. */
async function type(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(text)
}

const fieldOfFocus = (page: Page) => page.evaluate('document.activeElement.name')

async function openCompletion(page: Page): Promise<void> {
  await page.goto(`/sign-up/complete#token=${await mailSignUpLink(`owner-${randomUUID()}@acme.test`)}`)
}

describe('a form', () => {
  test('is sent by one click after the user has corrected what the server refused', async () => {
    const { page, allow } = await visit()
    allow(/status of 409/)
    await openCompletion(page)
    await type(page, 'Company', 'One Click')
    await type(page, 'Short name', 'acme')
    await type(page, 'Your name', 'Owner')
    await type(page, 'Password', newPassword)
    const submit = page.getByRole('button', { name: 'Create workspace' })
    await submit.click()
    await expect.poll(() => descriptionOf(page.getByLabel('Short name'))).toContain('Short name is already in use')
    // Said once, where the user goes on.
    expect(await page.getByText('already in use').count()).toBe(1)
    expect(await fieldOfFocus(page)).toBe('/tenant/slug')

    await type(page, 'Short name', newSlug())
    expect(await page.getByText('already in use').count()).toBe(0)
    await submit.click()
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
  })

  test('moves nothing when a field loses the focus: a link below it gets its click', async () => {
    const { page } = await visit()
    await openCompletion(page)
    await page.getByRole('button', { name: 'Create workspace' }).click()
    await expect.poll(() => descriptionOf(page.getByLabel('Company'))).toContain('Please fill this in')
    expect(await fieldOfFocus(page)).toBe('/tenant/name')
    await page.keyboard.type('Typed')
    await expect.poll(() => descriptionOf(page.getByLabel('Company'))).not.toContain('Please fill this in')
    await page.getByLabel('Short name').click()
    await page.keyboard.type('Not a short name!')
    await page.getByRole('link', { name: 'Ask for a new link' }).click()
    await page.getByRole('heading', { name: 'Create a workspace' }).waitFor()
  })

  test('adds a line by one click after a price that cannot be read', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await type(page, 'Unit price', 'much')
    await page.getByRole('button', { name: 'Add line' }).click()
    await page.getByRole('group', { name: 'Line 2' }).waitFor()
  })

  test('accepts a pasted text unchanged, and says how long it may be', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await fillOrder(page, 'Pasted')
    const customer = page.getByLabel('Customer name')
    await customer.click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText('x'.repeat(300))
    expect(await customer.inputValue()).toBe('x'.repeat(300))
    await page.getByRole('button', { name: 'Create order' }).click()
    await expect.poll(() => descriptionOf(customer)).toContain('Enter at most 200 characters')

    await page.getByRole('link', { name: 'All orders' }).click()
    const words = page.getByRole('searchbox', { name: 'Search orders' })
    await words.click()
    await page.keyboard.insertText('y'.repeat(150))
    expect(await words.inputValue()).toBe('y'.repeat(150))
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    expect(await descriptionOf(words)).toMatch(/Enter at most \d+ characters/)
  })

  test('shows no old notice beside a new error', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    await page.goto('/sign-in')
    const wrong = { email: `nobody-${Date.now()}@acme.test`, password: 'not the password' }
    const notice = page.getByRole('alert').filter({ hasText: 'password is wrong' })
    await sendCredentials(page, wrong)
    await notice.waitFor()
    await type(page, 'Email', 'x')
    expect(await notice.count()).toBe(0)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Enter an address such as owner@acme.test').waitFor()
    expect(await notice.count()).toBe(0)
  })

  test('cannot be sent again for an order that is no longer a draft, and leads to the order', async () => {
    const { page, allow } = await visit()
    allow(/status of 409/)
    const { id } = await createSampleOrder()
    await signIn(page, 'owner@acme.test')
    await page.goto(`/orders/${id}/edit`)
    await page.getByLabel('Note').fill('too late')
    const headers = { 'if-match': '"1"' }
    const to = { method: 'POST', token: await tokenOf('owner'), headers, json: { to: 'placed' } }
    expect((await call(`/api/orders/${id}/transitions`, to)).status).toBe(200)
    const save = page.getByRole('button', { name: 'Save changes' })
    await save.click()
    const notice = page.getByRole('alert').filter({ hasText: 'Only a draft can be changed' })
    await notice.waitFor()
    expect(await save.isDisabled()).toBe(true)
    expect(await page.getByRole('button', { name: 'Load the latest version' }).count()).toBe(0)
    expect(await page.getByLabel('Note').inputValue()).toBe('too late')
    await notice.getByRole('link', { name: 'Go to the order' }).click()
    await page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()
  })
})

test('a day that does not exist is not read as another day', async () => {
  const { page } = await visit()
  await signIn(page, 'owner@acme.test')
  const asked = page.waitForRequest(/\/api\/orders\?/)
  await page.goto('/orders?from=2026-02-31')
  expect(new URL((await asked).url()).searchParams.has('createdFrom')).toBe(false)
  expect(await page.getByLabel('From').inputValue()).toBe('')
})
