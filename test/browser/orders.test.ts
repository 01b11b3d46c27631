import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { signIn, useVisitors } from './browser.ts'

const visit = useVisitors()

async function createOrder(page: Page, customer: string): Promise<void> {
  await page.getByRole('link', { name: 'New order' }).click()
  await page.getByLabel('Customer name').fill(customer)
  await page.getByLabel('Customer email').fill('buyer@example.org')
  const line = page.getByRole('group', { name: 'Line 1' })
  await line.getByLabel('SKU').fill('CHAIR-01')
  await line.getByLabel('Description').fill('Oak chair')
  await line.getByLabel('Quantity').fill('2')
  await line.getByLabel('Unit price').fill('189.00')
  await page.getByRole('button', { name: 'Create order' }).click()
  await page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()
}

describe('a user of a tenant', () => {
  test('[S1] [S10] signs in, creates an order, places it and sees its history', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    const customer = `Browser ${Date.now()}`
    await createOrder(page, customer)
    expect(await page.getByRole('region', { name: 'Lines' }).textContent()).toMatch(/378\.00/)

    await page.getByRole('button', { name: 'Place order' }).click()
    await page.getByRole('button', { name: 'Mark as paid' }).waitFor()
    const history = page.getByRole('list', { name: 'History' })
    await expect.poll(() => history.getByRole('listitem').count()).toBe(2)

    await page.getByRole('link', { name: 'All orders' }).click()
    await page.getByRole('searchbox', { name: 'Search orders' }).fill(customer)
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: '1 order' }).waitFor()
  })

  test('edits a draft, and is told when somebody else was faster', async () => {
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

  test('[S22] is not offered what the role may not do', async () => {
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

test('works with the keyboard alone', async () => {
  const { page } = await visit()
  await signIn(page, 'member@acme.test')
  await page.reload()
  await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content')
})
