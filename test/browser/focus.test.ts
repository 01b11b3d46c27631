import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { enrol, newPassword as password, signUp } from '../support/users.ts'
import { forAdministrators, useVisitors } from './browser.ts'
import { beginSignIn } from './second-factor-steps.ts'

const visit = useVisitors()

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const expectFocusOnHeading = (page: Page, after: string) =>
  expect.poll(() => page.evaluate('document.activeElement?.tagName'), { message: after }).toBe('H1')

async function openPage(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

describe('[P12] the focus goes to the heading, and not to the top of the document, when a button removes itself', () => {
  test('by which the user leaves the set-up of a second factor, or a code that a page asks for', async () => {
    const { page, allow } = await visit(forAdministrators)
    allow(/status of 401/)
    const { email, accessToken } = await signUp()
    await beginSignIn(page, { email, password })
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
    await openPage(page, 'Account')
    await press(page, 'Set up a second factor')
    await press(page, 'Cancel')
    await expectFocusOnHeading(page, 'cancelling the set-up')

    const { confirmed } = await enrol(accessToken, password)
    await page.reload()
    await press(page, 'Renew recovery codes')
    await press(page, 'Cancel')
    await expectFocusOnHeading(page, 'cancelling the renewal')
    await press(page, 'Renew recovery codes')
    await page.getByRole('textbox', { name: 'Code' }).fill(confirmed.recoveryCodes[0] ?? '')
    await press(page, 'Verify')
    await press(page, 'I have saved it')
    await expectFocusOnHeading(page, 'saving the recovery codes')

    await openPage(page, 'API keys')
    await page.getByRole('textbox', { name: 'Name' }).fill('Shop import')
    await page.getByText('See orders and their history').click()
    await press(page, 'Create key')
    await press(page, 'I have saved it')
    await expectFocusOnHeading(page, 'saving the key')
  })

  test('by which the user starts the sign-in over', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    const { email, accessToken } = await signUp()
    await enrol(accessToken, password)
    await beginSignIn(page, { email, password })
    await page.getByRole('textbox', { name: 'Code' }).waitFor()
    await press(page, 'Start over')
    await expectFocusOnHeading(page, 'starting over')
  })
})
