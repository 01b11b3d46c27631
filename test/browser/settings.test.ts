import { readFile } from 'node:fs/promises'
import type { ResponseOf } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { call } from '../support/http.ts'
import { newPassword as password, signUp } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { atOrders, descriptionOf, forAdministrators, useVisitors } from './browser.ts'
import { beginSignIn, signInWithSecondFactor, signUpWithSecondFactor } from './second-factor-steps.ts'

const visit = useVisitors()

describe('[P12] the settings', () => {
  test('rename the workspace, keep what is typed, and show what the plan allows', async () => {
    const { page, allow } = await visit()
    allow(/status of 412/)
    const { email, accessToken: token } = await signUp()
    await beginSignIn(page, { email, password })
    await atOrders(page)
    const navigation = page.getByRole('navigation', { name: 'Main' })
    await navigation.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('heading', { name: 'Workspace', level: 1 }).waitFor()
    await page.getByRole('region', { name: 'Plan' }).getByText('1 of 25').waitFor()
    await expectAccessible(page, 'the workspace')

    const field = page.getByRole('textbox', { name: 'Name' })
    await field.fill('Möbel Keller')
    await navigation.getByRole('link', { name: 'Orders' }).click()
    await navigation.getByRole('link', { name: 'Settings' }).click()
    await expect.poll(() => field.inputValue()).toBe('Möbel Keller')

    const { version } = (await call('/api/tenant', { token })).json<ResponseOf<'tenant.read'>>()
    const json = { name: 'Somebody was faster' }
    await call('/api/tenant', { method: 'PATCH', token, json, headers: { 'if-match': `"${version}"` } })
    await page.getByRole('button', { name: 'Save name' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'Someone else has changed this' })
    await alert.getByRole('button', { name: 'Load the current version' }).click()
    await alert.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Save name' }).click()
    await page.getByRole('status').filter({ hasText: 'is now called Möbel Keller' }).waitFor()
    // The session has the new name too.
    await page
      .getByRole('button', { name: /^Account of/ })
      .getByText('Möbel Keller')
      .waitFor()
  })

  test('show a logo and shades of any color, with which axe finds nothing wrong', async () => {
    const { page, allow } = await visit()
    allow(/status of 422/)
    const { email } = await signUp()
    await beginSignIn(page, { email, password })
    await atOrders(page)
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('link', { name: 'Branding' }).click()
    await page.getByRole('heading', { name: 'Branding', level: 1 }).waitFor()
    const brand = () => page.evaluate(`document.documentElement.style.getPropertyValue('--color-brand')`)
    for (const chosen of ['ffee00', '#1122AA']) {
      const before = await brand()
      await page.getByRole('textbox', { name: 'Color' }).fill(chosen)
      await page.getByRole('button', { name: 'Save color' }).click()
      await expect.poll(brand).not.toBe(before)
      await expectAccessible(page, `the color ${chosen}`)
    }
    const choose = async (buffer: Buffer) => {
      const opened = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Choose a logo' }).click()
      await (await opened).setFiles({ name: 'logo.png', mimeType: 'image/png', buffer })
    }
    await choose(Buffer.from('<svg/>'))
    await page.getByRole('alert').filter({ hasText: 'The image cannot be used' }).waitFor()
    await choose(await page.screenshot({ clip: { x: 0, y: 0, width: 100, height: 50 } }))
    await page.getByRole('status').filter({ hasText: 'The logo is saved' }).waitFor()
    await page.locator('header img[src^="data:image/png"]').waitFor()
    await expectAccessible(page, 'a logo')
    await page.getByRole('button', { name: 'Remove logo' }).click()
    await page.locator('header img').waitFor({ state: 'detached' })
  })

  test('export everything, delete the workspace once its short name is typed, close it on every page, and keep it', async () => {
    const { page, allow } = await visit(forAdministrators)
    allow(/status of 40[013]/)
    const user = await signUpWithSecondFactor()
    await signInWithSecondFactor(page, user)
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click()
    const settings = page.getByRole('navigation', { name: 'Settings' })
    await settings.getByRole('link', { name: 'Data' }).click()
    await page.getByRole('heading', { name: 'Data', level: 1 }).waitFor()
    await expectAccessible(page, 'the data')
    const exporting = page.getByRole('region', { name: 'Export everything' })
    await exporting.getByRole('button', { name: 'Export', exact: true }).click()
    await exporting.getByText('The file can be downloaded until').waitFor()
    await expectAccessible(page, 'an export that is done')
    const started = page.waitForEvent('download')
    await exporting.getByRole('button', { name: 'Download' }).click()
    const file = await started
    expect(file.suggestedFilename()).toMatch(/^f\w+-[\d-]+\.ndjson$/)
    expect(await readFile(await file.path(), 'utf8')).toMatch(/^{"kind":"tenant",.*\n{"kind":"end","records":\d+}\n$/s)

    const card = page.getByRole('region', { name: 'Delete the workspace' })
    const field = card.getByRole('textbox', { name: 'Short name' })
    const dialog = page.getByRole('alertdialog')
    const submit = async (slug: string) => {
      await field.fill(slug)
      await card.getByRole('button', { name: 'Delete the workspace' }).click()
      await dialog.waitFor()
    }
    await submit('another')
    await expectAccessible(page, 'the dialog of the deletion')
    await dialog.getByRole('button', { name: 'Close and delete' }).click()
    await expect.poll(() => descriptionOf(field)).toContain('Short name is another one')
    const slug = /Type (\S+) to confirm/.exec((await card.textContent()) ?? '')?.[1] ?? ''
    await submit(slug)
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await expect.poll(() => field.inputValue()).toBe(slug)
    await submit(slug)
    await dialog.getByRole('button', { name: 'Close and delete' }).click()
    await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toContain('The workspace is closed')
    await expectAccessible(page, 'a workspace that is being deleted')

    await page.getByRole('link', { name: 'Orders', exact: true }).click()
    await page.getByRole('alert').filter({ hasText: 'This workspace is being deleted' }).waitFor()
    await page.getByRole('link', { name: 'See how to keep it' }).click()
    await page.getByRole('button', { name: 'Keep the workspace' }).click()
    await page.getByText('The workspace is open again').waitFor()
    await page.getByRole('link', { name: 'Orders', exact: true }).click()
    await page.getByText('No orders yet').waitFor()
  })
})
