import { describe, expect, test } from 'vitest'
import { signIn, useVisitors } from './browser.ts'

const visit = useVisitors()

describe('[P1] a person who belongs to two tenants', () => {
  test('switches the tenant in the account menu, in every tab, and sees no data of the other one', async () => {
    const { page, context } = await visit()
    await signIn(page, 'consultant@initech.test')
    const other = await context.newPage()
    await other.goto('/orders')
    const account = (tab: typeof page) => tab.getByRole('button', { name: /^Account of Consultant/ })
    await account(other).waitFor()
    const names = ['Acme Trading', 'Globex Supplies']
    const shown = (await account(page).textContent()) ?? ''
    const [from, to] = shown.includes('Acme Trading') ? names : names.reverse()
    const orders = () => page.getByRole('table').getByRole('link').allTextContents()
    await page.getByRole('table').waitFor()
    const ordersBefore = await orders()

    await account(page).click()
    await page.getByRole('menuitem', { name: new RegExp(`^${to}`) }).click()
    for (const tab of [page, other])
      await account(tab)
        .filter({ hasText: to ?? '' })
        .waitFor()
    await page.getByRole('table').waitFor()
    expect((await orders()).filter(order => ordersBefore.includes(order))).toEqual([])
    expect(await account(page).textContent()).not.toContain(from)

    await page.reload()
    await account(page)
      .filter({ hasText: to ?? '' })
      .waitFor()
  })
})
