import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { newPassword, signUp } from '../support/users.ts'
import { descriptionOf, signIn, useVisitors } from './browser.ts'
import { beginSignIn } from './second-factor-steps.ts'

const visit = useVisitors()

/** A tenant of its own with this many orders, and its owner signed in. */
async function signInWithOrders(page: Page, count: number): Promise<void> {
  const { email, accessToken: token } = await signUp()
  for (let index = 0; index < count; index++) {
    const json = { ...draft, customerName: `Customer no-${index}-x` }
    const answer = await call('/api/orders', { method: 'POST', token, json })
    expect(answer.status).toBe(201)
  }
  await beginSignIn(page, { email, password: newPassword })
  await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
}

const rowsOf = (page: Page) => page.getByRole('table', { name: 'Orders' }).locator('tbody tr')
const scrollOf = (page: Page) => page.evaluate<number>('Math.round(scrollY)')

describe('the list of orders', () => {
  test('is where it was when the user comes back from an order, by link or by browser, and after a reload', async () => {
    const { page } = await visit()
    await signInWithOrders(page, 45)
    await page.getByRole('radio', { name: 'Draft' }).click()
    await page.getByRole('button', { name: 'Show more orders' }).click()
    await expect.poll(() => rowsOf(page).count()).toBe(40)
    const link = rowsOf(page).nth(35).getByRole('link')
    const reference = await link.textContent()
    const left = new URL(page.url())
    expect(Object.fromEntries(left.searchParams)).toEqual({ status: 'draft', pages: '2' })

    for (const reloads of [false, true]) {
      for (const comeBack of [() => page.goBack(), () => page.getByRole('link', { name: 'All orders' }).click()]) {
        await link.scrollIntoViewIfNeeded()
        const scroll = await scrollOf(page)
        expect(scroll).toBeGreaterThan(500)
        await link.click()
        await page.getByRole('heading', { name: `Order ${reference}` }).waitFor()
        if (reloads) await page.reload()
        await page.getByRole('heading', { name: `Order ${reference}` }).waitFor()
        await comeBack()
        await link.waitFor()
        expect(page.url()).toBe(left.href)
        expect(await rowsOf(page).count()).toBe(40)
        await expect.poll(() => scrollOf(page)).toBe(scroll)
        await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe(reference)
      }
    }
  })

  test('comes back after an order was changed on the way', async () => {
    const { page } = await visit()
    await signInWithOrders(page, 1)
    await page.getByRole('radio', { name: 'Draft' }).click()
    await rowsOf(page).first().getByRole('link').click()
    await page.getByRole('link', { name: 'Edit draft' }).click()
    await page.getByLabel('Note').fill('changed')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()
    await page.getByRole('link', { name: 'All orders' }).click()
    await rowsOf(page).first().waitFor()
    expect(new URL(page.url()).search).toBe('?status=draft')
  })

  test('says at the field that a period ends before it begins, and sends no request', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.getByLabel('To').fill('2026-01-31')
    await page.getByLabel('From').fill('2026-02-01')
    await page.getByRole('alert').filter({ hasText: '“From” must not be after' }).waitFor()
    expect(await page.getByLabel('From').getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByRole('table').count()).toBe(0)
    await page.getByLabel('From').fill('2026-01-31')
    await expect.poll(() => page.getByRole('alert').filter({ hasText: 'must not' }).count()).toBe(0)
  })

  test('sorts by total once a currency is chosen', async () => {
    const { page } = await visit()
    await signInWithOrders(page, 2)
    const total = page.getByRole('columnheader', { name: /^Total/ })
    expect(await total.getByRole('button').count()).toBe(0)
    await page.getByText('Choose a currency to sort').waitFor()
    await page.getByLabel('Currency').selectOption('EUR')
    await total.getByRole('button', { name: 'Total' }).click()
    await expect.poll(() => total.getAttribute('aria-sort')).toBe('descending')
    await page.getByLabel('Currency').selectOption('All')
    await expect.poll(() => new URL(page.url()).search).toBe('')
  })

  test('moves the focus to the first of the orders that “Show more” brings', async () => {
    const { page } = await visit()
    await signInWithOrders(page, 21)
    await page.getByRole('button', { name: 'Show more orders' }).click()
    await expect.poll(() => rowsOf(page).count()).toBe(21)
    const reference = await rowsOf(page).nth(20).getByRole('link').textContent()
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe(reference)
  })
})

describe('a search', () => {
  test('has a button and says how many characters it needs', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    const box = page.getByRole('searchbox', { name: 'Search orders' })
    expect(await descriptionOf(box)).toMatch(/Press Enter or choose Search/)
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    expect(await box.getAttribute('aria-invalid')).toBe('true')
    expect(await descriptionOf(box)).toMatch(/Enter at least \d characters? to search/)
    await box.fill('no such order')
    expect(await box.getAttribute('aria-invalid')).toBeNull()
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await page.getByText('No orders found').waitFor()
    await page.getByRole('button', { name: 'Back to all orders' }).click()
    await page.getByRole('table', { name: 'Orders' }).waitFor()
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1')
  })

  test('says that it shows the newest 20 of more', async () => {
    const { page } = await visit()
    await signInWithOrders(page, 21)
    await page.getByRole('searchbox', { name: 'Search orders' }).fill('Customer')
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: 'The newest 20 orders for “Customer”' }).waitFor()
  })

  test('finds an older order by more words, in any order and letter case, and says how many there may be', async () => {
    const { page } = await visit()
    await signInWithOrders(page, 21)
    const box = page.getByRole('searchbox', { name: 'Search orders' })
    await box.fill('NO-0-X customer')
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: '1 order for “NO-0-X customer”' }).waitFor()
    await page.getByRole('cell', { name: 'Customer no-0-x' }).waitFor()
    await box.fill('a b c d e f g h i')
    await page.keyboard.press('Enter')
    expect(await descriptionOf(box)).toMatch(/Enter at most 8 words/)
  })
})
