import type { Order } from '@palisade/contracts'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { newPassword as password, signUp } from '../support/users.ts'
import { expectAccessible, expectNoViolations } from './axe.ts'
import { atOrders, useVisitors } from './browser.ts'
import { beginSignIn } from './second-factor-steps.ts'

const visit = useVisitors()

/** A tenant of its own with this many drafts, and its owner signed in. */
async function signInWithOrders(page: Page, count: number): Promise<{ email: string; token: string; orders: Order[] }> {
  const { email, accessToken: token } = await signUp()
  const orders: Order[] = []
  for (let index = 0; index < count; index++) {
    const answer = await call('/api/orders', { method: 'POST', token, json: draft })
    orders.push(answer.json<Order>())
  }
  await beginSignIn(page, { email, password })
  await atOrders(page)
  return { email, token, orders }
}

const place = ({ id }: Order, token: string) =>
  call(`/api/orders/${id}/transitions`, {
    method: 'POST',
    token,
    headers: { 'if-match': '"1"' },
    json: { to: 'placed' },
  })

const statusesOf = async (token: string) =>
  (await call('/api/orders', { token })).json<{ items: Order[] }>().items.map(({ status }) => status)

describe('[P12] several orders at once', () => {
  test('are placed one by one, and one that was changed meanwhile is named and left as it is', async () => {
    const { page, allow } = await visit()
    allow(/status of 4(09|12)/)
    const { token, orders } = await signInWithOrders(page, 4)
    const boxes = page.getByRole('checkbox', { name: /^Select ORD-/ })
    for (const index of [0, 1, 2]) await boxes.nth(index).check()
    const bar = page.getByRole('region', { name: 'Selected orders' })
    await bar.getByText('3 orders selected').waitFor()
    await expectAccessible(page, 'selected orders')
    // The list has the newest first.
    const changed = orders[2] as Order
    expect((await place(changed, token)).status).toBe(200)

    await bar.getByRole('button', { name: 'Place (3)' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Place' }).click()
    const result = page.getByRole('alert').filter({ hasText: '2 of 3 orders are now placed' })
    await result.getByRole('listitem').getByRole('link', { name: changed.reference }).waitFor()
    expect(await result.getByRole('listitem').count()).toBe(1)
    await expectAccessible(page, 'the result for several orders')
    expect((await statusesOf(token)).toSorted()).toEqual(['draft', 'placed', 'placed', 'placed'])
    const history = await call(`/api/orders/${changed.id}/history`, { token })
    expect(history.json<{ items: object[] }>().items).toHaveLength(2)
  })

  test('can all be selected by keyboard, and only what some of them can do is offered', async () => {
    const { page } = await visit()
    const { token, orders } = await signInWithOrders(page, 2)
    await place(orders[0] as Order, token)
    await page.reload()
    await page.getByRole('checkbox', { name: 'Select all orders' }).focus()
    await page.keyboard.press('Space')
    const bar = page.getByRole('region', { name: 'Selected orders' })
    await bar.getByText('2 orders selected').waitFor()
    const offered = await bar.getByRole('button').allTextContents()
    expect(offered).toEqual(['Place (1)', 'Mark as paid (1)', 'Cancel orders (2)', 'Clear selection'])
    await bar.getByRole('button', { name: 'Mark as paid (1)' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('1 order of your selection cannot move to this status').waitFor()
    await dialog.getByRole('button', { name: 'Mark as paid' }).click()
    await page.getByRole('status').filter({ hasText: '1 of 1 orders are now paid' }).waitFor()
    await bar.waitFor({ state: 'hidden' })
    expect((await statusesOf(token)).toSorted()).toEqual(['draft', 'paid'])
  })
})

describe('[P12] saved filters', () => {
  test('are on every device of the person, and are chosen, replaced and deleted in the list', async () => {
    const { page } = await visit()
    const { email } = await signInWithOrders(page, 1)
    await page.getByRole('radio', { name: 'Draft' }).click()
    await page.getByRole('combobox', { name: 'Currency' }).selectOption('EUR')
    await page.getByRole('button', { name: 'Save these filters' }).click()
    await page.getByRole('button', { name: 'Save filters' }).click()
    await page.getByText('Please fill this in').waitFor()
    await expectAccessible(page, 'saving filters')
    await page.getByLabel('Name').fill('Our drafts')
    await page.getByRole('button', { name: 'Save filters' }).click()
    const saved = page.getByRole('combobox', { name: 'Saved filters' })
    await page.getByRole('button', { name: 'Delete “Our drafts”' }).waitFor()
    await expectAccessible(page, 'saved filters')

    const { page: phone } = await visit()
    await beginSignIn(phone, { email, password })
    await phone.getByRole('combobox', { name: 'Saved filters' }).selectOption('Our drafts')
    await expect.poll(() => new URL(phone.url()).search).toBe('?status=draft&currency=EUR')

    await page.getByRole('button', { name: 'Delete “Our drafts”' }).click()
    await saved.waitFor({ state: 'detached' })
  })
})

describe('[P12] keyboard shortcuts', () => {
  test('lead to pages, are listed, and do nothing where somebody types', async () => {
    const { page } = await visit()
    await signInWithOrders(page, 0)
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await help.getByText('Begin a new order').waitFor()
    await expectNoViolations(page, 'the list of shortcuts')
    await page.keyboard.press('n')
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })
    await page.keyboard.press('/')
    const search = page.getByRole('searchbox', { name: 'Search orders' })
    await expect.poll(() => page.evaluate('document.activeElement?.type')).toBe('search')
    await page.keyboard.type('nod?')
    expect(await search.inputValue()).toBe('nod?')
    await page.getByRole('heading', { level: 1 }).focus()
    await page.keyboard.press('d')
    await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor()
    await page.keyboard.press('n')
    await page.getByRole('heading', { name: 'New order', level: 1 }).waitFor()
  })

  test('can be switched off for good, and on again from the menu', async () => {
    const { page } = await visit()
    await signInWithOrders(page, 0)
    await page.keyboard.press('?')
    const choice = page.getByRole('checkbox', { name: 'Use keyboard shortcuts in this browser' })
    await choice.uncheck()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.reload()
    await atOrders(page)
    for (const key of ['?', 'd', 'n']) await page.keyboard.press(key)
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
    await choice.check()
    await page.getByRole('button', { name: 'Close' }).click()
    expect(new URL(page.url()).pathname).toBe('/orders')
    await page.keyboard.press('d')
    await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor()
  })
})

describe('[P12] a printed order', () => {
  test('has what the customer needs, dark on white, and no controls', async () => {
    const { page } = await visit()
    const { orders } = await signInWithOrders(page, 1)
    await page.goto(`/orders/${orders[0]?.id}`)
    await page.getByRole('heading', { name: `Order ${orders[0]?.reference}` }).waitFor()
    await page.getByRole('region', { name: 'History' }).waitFor()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    for (const name of ['Lines', 'Note', 'Customer']) {
      expect(await page.getByRole('region', { name }).isVisible(), name).toBe(true)
    }
    expect(await page.getByText('Order total').isVisible()).toBe(true)
    for (const hidden of [page.getByRole('button'), page.getByRole('navigation'), page.getByRole('banner')]) {
      for (const one of await hidden.all()) expect(await one.isVisible()).toBe(false)
    }
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).color')).toBe('rgb(26, 37, 32)')
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  })
})
