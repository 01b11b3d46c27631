import { describe, expect, test } from 'vitest'
import { createOrder as createSampleOrder } from '../support/create-order.ts'
import { call } from '../support/http.ts'
import { tokenOf } from '../support/users.ts'
import { signIn, useVisitors } from './browser.ts'
import { createOrder, fillOrder } from './order-steps.ts'

const visit = useVisitors()

describe('a user of a tenant', () => {
  test('[S1] [S10] signs in, creates an order, places it and sees its history', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    const customer = `Browser ${Date.now()}`
    await createOrder(page, customer)
    expect(await page.getByRole('region', { name: 'Lines' }).textContent()).toMatch(/378\.00/)

    await page.getByRole('button', { name: 'Place order' }).click()
    await page.getByRole('button', { name: 'Mark as paid' }).waitFor()
    // The button is gone; the focus is where the page says what came of it.
    const focused = page.locator(':focus')
    expect(await focused.textContent()).toBe('The order is now placed')
    expect(await focused.getAttribute('role')).toBe('status')
    const history = page.getByRole('list', { name: 'History' })
    await expect.poll(() => history.getByRole('listitem').count()).toBe(2)

    await page.getByRole('link', { name: 'All orders' }).click()
    await page.getByRole('searchbox', { name: 'Search orders' }).fill(customer)
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: '1 order' }).waitFor()
  })

  test('edits a draft, and learns when somebody else was faster', async () => {
    const { page, context, allow } = await visit()
    allow(/status of 412/)
    await signIn(page, 'owner@acme.test')
    await createOrder(page, `Edited ${Date.now()}`)
    const address = page.url()
    await page.getByRole('link', { name: 'Edit draft' }).click()
    await page.getByLabel('Note').waitFor()

    const other = await context.newPage()
    await other.goto(address)
    await other.getByRole('link', { name: 'Edit draft' }).click()
    await other.getByLabel('Note').fill('I was faster')
    await other.getByRole('button', { name: 'Save changes' }).click()
    await other.getByRole('heading', { name: /^Order ORD-/ }).waitFor()

    await page.getByLabel('Note').fill('I was slower')
    await page.getByRole('button', { name: 'Save changes' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'Someone else has changed' })
    await alert.waitFor()
    expect(await alert.textContent()).toMatch(/[0-9a-f]{32}/)
  })

  test('[S22] sees no actions that the role does not permit', async () => {
    const { page } = await visit()
    await signIn(page, 'partner@acme.test')
    await page.getByRole('table', { name: 'Orders' }).getByRole('link').first().click()
    await page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()
    expect(await page.getByRole('link', { name: 'Edit draft' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Place order' }).count()).toBe(0)
    await page.getByRole('link', { name: 'All orders' }).click()
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
    expect(await page.getByRole('link', { name: 'New order' }).count()).toBe(0)
  })

  test('sees why a form is not available, and a way back', async () => {
    const owner = await visit()
    await signIn(owner.page, 'owner@acme.test')
    await createOrder(owner.page, `Placed ${Date.now()}`)
    const address = owner.page.url()
    await owner.page.getByRole('button', { name: 'Place order' }).click()
    await owner.page.getByText('The order is now placed').waitFor()
    await owner.page.goto(`${address}/edit`)
    await owner.page.getByText('Only a draft can be changed').waitFor()
    expect(await owner.page.getByRole('button', { name: 'Save changes' }).count()).toBe(0)
    await owner.page.getByRole('link', { name: 'Go to the order' }).click()
    await owner.page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()

    const { page } = await visit()
    await signIn(page, 'partner@acme.test')
    for (const path of [`${address}/edit`, '/orders/new']) {
      await page.goto(path)
      await page.getByText('Your role does not permit this').waitFor()
      expect(await page.getByRole('textbox').count()).toBe(0)
    }
    await page.getByRole('link', { name: 'Go to the orders' }).click()
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
  })

  test('saves only changes: without one, the button does nothing and says why not', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await createOrder(page, `Unchanged ${Date.now()}`)
    await page.getByRole('link', { name: 'Edit draft' }).click()
    const save = page.getByRole('button', { name: 'Save changes' })
    await page.getByText('No changes to save yet').waitFor()
    expect(await save.isDisabled()).toBe(true)
    await page.getByLabel('Customer name').press('Enter')
    await page.getByLabel('Note').fill('a change')
    expect(await save.isDisabled()).toBe(false)
    await page.getByLabel('Note').fill('')
    await page.getByText('No changes to save yet').waitFor()
    await page.getByRole('link', { name: 'Cancel' }).click()
    const history = page.getByRole('list', { name: 'History' })
    await history.waitFor()
    expect(await history.getByRole('listitem').count()).toBe(1)
  })

  test('sees the newest entries of a long history first, and the earlier ones on request', async () => {
    const { id } = await createSampleOrder()
    const token = await tokenOf('owner')
    for (let version = 1; version <= 20; version++) {
      const headers = { 'if-match': `"${version}"` }
      await call(`/api/orders/${id}`, { method: 'PATCH', token, headers, json: { note: `Note ${version}` } })
    }
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.goto(`/orders/${id}`)
    const history = page.getByRole('list', { name: 'History' })
    await history.waitFor()
    expect(await history.getByRole('listitem').count()).toBe(20)
    expect(await history.getByText('Created', { exact: true }).count()).toBe(0)
    await page.getByRole('button', { name: 'Show earlier entries' }).click()
    await history.getByText('Created', { exact: true }).waitFor()
    expect(await history.getByRole('listitem').count()).toBe(21)
    expect(await page.getByRole('button', { name: 'Show earlier entries' }).count()).toBe(0)
    await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toBe('History')
  })

  test('reads in plain English why the server refuses a value, and not in the words of a schema validator', async () => {
    const { page, allow } = await visit()
    allow(/status of 400/)
    await signIn(page, 'owner@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await fillOrder(page, 'x'.repeat(200))
    await page.getByLabel('Note').fill('x'.repeat(2_000))
    for (let line = 2; line <= 32; line++) {
      await page.getByRole('button', { name: 'Add line' }).click()
      const fields = page.getByRole('group', { name: `Line ${line}`, exact: true })
      await fields.getByLabel('SKU').fill('CHAIR-01')
      await fields.getByLabel('Description').fill('x'.repeat(200))
      await fields.getByLabel('Unit price').fill('1')
    }
    await page.getByRole('button', { name: 'Create order' }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.getByRole('listitem').allTextContents()).toEqual([
      'The form must have at most 8,000 characters of text in total',
    ])
  })

  test('[S23] of another tenant finds none of the orders', async () => {
    const acme = await visit()
    await signIn(acme.page, 'owner@acme.test')
    await createOrder(acme.page, `Secret ${Date.now()}`)
    const address = acme.page.url()

    const globex = await visit()
    globex.allow(/status of 404/)
    await signIn(globex.page, 'owner@globex.test')
    await globex.page.goto(address)
    await globex.page.getByText('Not found').waitFor()
  })
})

test('works with only the keyboard', async () => {
  const { page } = await visit()
  await signIn(page, 'member@acme.test')
  await page.reload()
  await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content')
})
