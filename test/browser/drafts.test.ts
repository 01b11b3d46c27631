import { randomUUID } from 'node:crypto'
import type { Dialog, Page, Route } from 'playwright-core'
import { describe, expect, inject, test } from 'vitest'
import { call } from '../support/http.ts'
import { mailSignUpLink } from '../support/users.ts'
import { forAdministrators, sendCredentials, signIn, useVisitors } from './browser.ts'
import { createOrder, fillOrder } from './order-steps.ts'
import { beginSignIn, signInWithSecondFactor, signUpWithSecondFactor } from './second-factor-steps.ts'

const { password } = inject('target')
const visit = useVisitors()

const customerOf = (page: Page) => page.getByLabel('Customer name').inputValue()

/** Ends all sessions of a user behind the page's back. */
async function endSessionsOf(email: string): Promise<void> {
  const json = { email, password, refreshTokenIn: 'body' }
  const { accessToken } = (await call('/api/auth/sign-in', { method: 'POST', json })).json<{ accessToken: string }>()
  const ended = await call('/api/auth/sessions', { method: 'DELETE', token: accessToken })
  expect(ended.status).toBe(204)
}

describe('unsent text in a form', () => {
  test('is restored after leaving the page, and gone when it is discarded', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await fillOrder(page, 'Half an order')
    await page.getByRole('button', { name: 'Add line' }).click()
    await page.getByRole('group', { name: 'Line 2' }).getByLabel('Description').fill('A second line')
    await page.getByRole('link', { name: 'All orders' }).click()
    await page.getByRole('link', { name: 'New order' }).click()
    await page.getByText('Your draft is restored').waitFor()
    expect(await customerOf(page)).toBe('Half an order')
    expect(await page.getByRole('group', { name: 'Line 2' }).getByLabel('Description').inputValue()).toBe(
      'A second line',
    )

    await page.getByRole('button', { name: 'Discard draft' }).click()
    expect(await customerOf(page)).toBe('')
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1')
    await page.reload()
    await page.getByLabel('Customer name').waitFor()
    expect(await customerOf(page)).toBe('')
  })

  test('is restored after a reload, and gone once it is sent', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await fillOrder(page, `Reloaded ${Date.now()}`)
    await page.reload()
    await page.getByText('Your draft is restored').waitFor()
    await page.getByRole('button', { name: 'Create order' }).click()
    await page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()
    expect(await page.evaluate('JSON.stringify({ ...sessionStorage })')).not.toContain('Reloaded')
    await page.goto('/orders/new')
    await page.getByLabel('Customer name').waitFor()
    expect(await customerOf(page)).toBe('')
  })

  test('is restored in the form of a draft, with the version that it belongs to', async () => {
    const { page, context, allow } = await visit()
    allow(/status of 412/)
    await signIn(page, 'owner@acme.test')
    await createOrder(page, `Edited ${Date.now()}`)
    const address = page.url()
    await page.getByRole('link', { name: 'Edit draft' }).click()
    await page.getByLabel('Note').fill('typed before')
    await page.getByRole('link', { name: 'Cancel' }).click()

    const other = await context.newPage()
    await other.goto(`${address}/edit`)
    await other.getByLabel('Note').fill('faster')
    await other.getByRole('button', { name: 'Save changes' }).click()
    await other.getByRole('heading', { name: /^Order ORD-/ }).waitFor()

    await page.getByRole('link', { name: 'Edit draft' }).click()
    await page.getByText('Your draft is restored').waitFor()
    expect(await page.getByLabel('Note').inputValue()).toBe('typed before')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByRole('alert').filter({ hasText: 'Someone else has changed' }).waitFor()
    expect(await page.getByLabel('Note').inputValue()).toBe('typed before')
  })

  test('is not lost when the tab is closed: the browser asks first, until it is sent', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await page.getByLabel('Customer name').click()
    await page.keyboard.type('Half an order')
    const asked = new Promise<Dialog>(resolve => page.once('dialog', resolve))
    const closing = page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
    await closing
    expect(await customerOf(page)).toBe('Half an order')

    await page.getByRole('link', { name: 'All orders' }).click()
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
    const closed = page.waitForEvent('close')
    await page.close({ runBeforeUnload: true })
    await closed
  })

  test('[B8] makes one order when the answer was lost and the restored draft is sent', async () => {
    const { page, allow } = await visit()
    allow(/ERR_FAILED/)
    await signIn(page, 'owner@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    const customer = `Once ${Date.now()}`
    await fillOrder(page, customer)
    const loseAnswer = async (route: Route) => {
      await route.fetch()
      await route.abort()
    }
    await page.route('**/api/orders', loseAnswer, { times: 1 })
    await page.getByRole('button', { name: 'Create order' }).click()
    await page.getByText('The server cannot be reached').waitFor()
    await page.reload()
    await page.getByText('Your draft is restored').waitFor()
    await page.getByRole('button', { name: 'Create order' }).click()
    await page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()

    await page.goto(`/orders?q=${encodeURIComponent(customer)}`)
    await page
      .getByRole('status')
      .filter({ hasText: `1 order for “${customer}”` })
      .waitFor()
  })

  test('is restored for the user who signs in after the session has ended', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    await signIn(page, 'member@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await fillOrder(page, 'Before the end')
    await endSessionsOf('member@acme.test')
    await page.getByRole('button', { name: 'Create order' }).click()
    await page.getByText('Your session has ended').waitFor()
    await page.getByRole('textbox', { name: 'Email' }).fill('member@acme.test')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Your draft is restored').waitFor()
    expect(await customerOf(page)).toBe('Before the end')
  })

  test('[S23] is not shown to another user who signs in on the same tab, and is removed from the tab', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    await signIn(page, 'member@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await fillOrder(page, 'A secret of the member')
    await endSessionsOf('member@acme.test')
    await page.getByRole('button', { name: 'Create order' }).click()
    await page.getByText('Your session has ended').waitFor()
    await page.getByRole('textbox', { name: 'Email' }).fill('owner@acme.test')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Customer name').waitFor()
    expect(await customerOf(page)).toBe('')
    expect(await page.evaluate('JSON.stringify({ ...sessionStorage })')).not.toContain('secret')
  })

  test('leaves the tab when the user signs out', async () => {
    const { page } = await visit()
    await signIn(page, 'member@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await fillOrder(page, 'A secret of the member')
    expect(await page.evaluate('JSON.stringify({ ...sessionStorage })')).toContain('secret')
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    expect(await page.evaluate('JSON.stringify({ ...sessionStorage })')).not.toContain('secret')
  })

  test('is restored on every page with a form, and gone once it is sent', async () => {
    const { page, allow } = await visit(forAdministrators)
    allow(/status of 401/)
    await signInWithSecondFactor(page, await signUpWithSecondFactor())
    const origin = `https://shop${randomUUID().replaceAll('-', '')}.example.com`
    const forms = [
      { link: 'Team', field: 'Email', text: 'typed@example.test', send: 'Send invitation' },
      { link: 'Domains', field: 'Origin', text: origin, send: 'Add domain' },
      { link: 'API keys', field: 'Name', text: 'Typed key' },
      { link: 'Reports', field: 'From', text: '2026-02-03' },
    ]
    const open = async (link: string) => {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: link, exact: true }).click()
      await page.getByRole('heading', { name: link, level: 1 }).waitFor()
    }
    for (const { link, field, text } of forms) {
      await open(link)
      await page.getByLabel(field, { exact: true }).fill(text)
    }
    for (const { link, field, text, send } of forms) {
      await open(link)
      const input = page.getByLabel(field, { exact: true })
      await expect.poll(() => input.inputValue(), { message: link }).toBe(text)
      if (!send) continue
      await page.getByRole('button', { name: send }).click()
      await expect.poll(() => input.inputValue(), { message: link }).toBe('')
      await open('Orders')
      await open(link)
      expect(await input.inputValue(), link).toBe('')
    }
  })

  test('is restored in the form of another workspace, for the user who signs in after the session has ended', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    const user = { email: 'member@acme.test', password }
    await signIn(page, user.email)
    await page.goto('/account/new-workspace')
    await page.getByLabel('Company').fill('Typed Ltd')
    await endSessionsOf(user.email)
    await page.getByLabel('Short name').fill('typed')
    await page.getByRole('button', { name: 'Create workspace' }).click()
    await page.getByText('Your session has ended').waitFor()
    await sendCredentials(page, user)
    await page.getByRole('heading', { name: 'New workspace', level: 1 }).waitFor()
    expect(await page.getByLabel('Company').inputValue()).toBe('Typed Ltd')
    expect(await page.getByLabel('Short name').inputValue()).toBe('typed')
  })

  test('[S99] of the sign-up form is kept without the password', async () => {
    const { page } = await visit()
    const link = `/sign-up/complete#token=${await mailSignUpLink(`owner-${randomUUID()}@acme.test`)}`
    await page.goto(link)
    await page.getByLabel('Company').fill('Typed Ltd')
    await page.getByLabel('Password').fill('a long enough password')
    await page.getByRole('link', { name: 'Ask for a new link' }).click()
    await page.goto(link)
    expect(await page.getByLabel('Company').inputValue()).toBe('Typed Ltd')
    expect(await page.getByLabel('Password').inputValue()).toBe('')
    expect(await page.evaluate('JSON.stringify({ ...sessionStorage })')).not.toContain('long enough')
    // A password alone is no draft, and signing in drops what a visitor has typed.
    await beginSignIn(page, { email: 'member@acme.test', password })
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
    expect(await page.evaluate('JSON.stringify({ ...sessionStorage })')).not.toContain('Typed Ltd')
  })
})
