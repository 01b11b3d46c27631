import { randomUUID } from 'node:crypto'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { signIn, useVisitors } from './browser.ts'
import { createOrder, fillOrder } from './order-steps.ts'
import { beginSignIn, signUpWithSecondFactor } from './second-factor-steps.ts'

const visit = useVisitors()

/** What axe-core finds wrong in what is on the screen, by rule and element. */
async function violationsIn(page: Page): Promise<string[]> {
  await page.evaluate(`document.getAnimations().forEach(animation => animation.finish())`)
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

async function expectNoViolations(page: Page, where: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await violationsIn(page), `${where}, ${colorScheme}`).toEqual([])
  }
}

describe('[P12] axe-core finds no violation', () => {
  test('before a user is signed in', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    await page.goto('/')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await expectNoViolations(page, 'the sign-in page')
    await page.getByRole('link', { name: 'Create a workspace' }).click()
    await page.getByRole('button', { name: 'Create workspace' }).click()
    await page.getByText('Please fill this in').first().waitFor()
    await expectNoViolations(page, 'the sign-up page with errors')

    const user = await signUpWithSecondFactor()
    await beginSignIn(page, user)
    await page.getByRole('textbox', { name: 'Code' }).waitFor()
    await expectNoViolations(page, 'the second factor')
    await page.getByRole('textbox', { name: 'Code' }).fill('000000')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await expectNoViolations(page, 'a wrong code')
  })

  test('on lists, menus and the change of password', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.getByRole('table', { name: 'Orders' }).waitFor()
    await expectNoViolations(page, 'the list')
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menu').waitFor()
    await expectNoViolations(page, 'the account menu')
    await page.getByRole('menuitem', { name: 'Change password' }).click()
    await page.getByRole('heading', { name: 'Change password' }).waitFor()
    await expectNoViolations(page, 'the change of password')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('Please fill this in').first().waitFor()
    await expectNoViolations(page, 'the change of password with errors')
    await page.goto('/orders?from=1999-01-01&to=1999-01-02')
    await page.getByText('No orders match').waitFor()
    await expectNoViolations(page, 'an empty list')
    await page.goto('/orders?from=1999-01-02&to=1999-01-01')
    await page.getByText('must not be after').waitFor()
    await expectNoViolations(page, 'a period that ends before it begins')
    await page.goto('/orders?q=chair')
    await page.getByRole('status').filter({ hasText: 'orders for' }).waitFor()
    await expectNoViolations(page, 'search results')
  })

  test('on an order, its dialog and its forms', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await createOrder(page, `Accessible ${Date.now()}`)
    await page.getByRole('list', { name: 'History' }).waitFor()
    await expectNoViolations(page, 'an order')
    await page.getByRole('button', { name: 'Cancel order' }).click()
    await page.getByRole('alertdialog').waitFor()
    await expectNoViolations(page, 'the dialog')
    await page.getByRole('button', { name: 'Keep it' }).click()
    await page.getByRole('link', { name: 'Edit draft' }).click()
    await page.getByRole('button', { name: 'Save changes' }).waitFor()
    await expectNoViolations(page, 'the form of a draft')
    await page.goto('/orders/new')
    await page.getByRole('button', { name: 'Create order' }).click()
    await page.getByText('Please fill this in').first().waitFor()
    await expectNoViolations(page, 'a form with errors')
    await fillOrder(page, 'Restored')
    await page.getByRole('link', { name: 'All orders' }).click()
    await page.getByRole('link', { name: 'New order' }).click()
    await page.getByText('Your draft is restored').waitFor()
    await expectNoViolations(page, 'a restored draft')
  })

  test('on pages that say why they show nothing', async () => {
    const { page, allow } = await visit()
    allow(/status of 404/)
    await signIn(page, 'partner@acme.test')
    await page.goto('/orders/new')
    await page.getByText('Your role does not permit').waitFor()
    await expectNoViolations(page, 'a form that the role may not send')
    await page.goto('/nowhere')
    await page.getByRole('heading', { name: 'Page not found' }).waitFor()
    await expectNoViolations(page, 'an unknown address')
    await page.goto(`/orders/${randomUUID()}`)
    await page.getByRole('alert').filter({ hasText: 'Not found' }).waitFor()
    await expectNoViolations(page, 'an unknown order')
  })

  test('on the API reference, with an answer and on a small screen', async () => {
    const { page } = await visit()
    await signIn(page, 'member@acme.test')
    await page.getByRole('link', { name: 'API', exact: true }).click()
    await page.getByRole('button', { name: 'Try it: orders.list' }).click()
    await page.getByRole('form', { name: 'Try orders.list' }).getByRole('button', { name: 'Send request' }).click()
    await page
      .getByRole('region', { name: 'Answer', exact: true })
      .getByText(/^200\b/)
      .waitFor()
    await page.evaluate(`document.querySelectorAll('main details').forEach(details => { details.open = true })`)
    await expectNoViolations(page, 'the API reference')
    await page.setViewportSize({ width: 320, height: 640 })
    await page.getByRole('button', { name: 'Show contents' }).click()
    await expectNoViolations(page, 'the API reference on a small screen')
  })
})
