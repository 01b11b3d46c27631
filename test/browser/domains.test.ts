import { randomUUID } from 'node:crypto'
import { describe, expect, inject, test } from 'vitest'
import { publish } from '../support/tenant-frontend.ts'
import { newPassword as password, signUp } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { descriptionOf, useVisitors } from './browser.ts'
import { beginSignIn } from './second-factor-steps.ts'

const { dnsRecordsFile } = inject('target')
const visit = useVisitors()

describe('[P12] the page of domains', () => {
  test.skipIf(!dnsRecordsFile)(
    '[S76] adds a domain, shows its DNS record, says whether the record is found, and removes the domain',
    async () => {
      const { page, context, allow } = await visit()
      allow(/status of 400/)
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      const { email } = await signUp()
      await beginSignIn(page, { email, password })
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Domains' }).click()
      await page.getByText('No domains yet').waitFor()
      await expectAccessible(page, 'no domains')

      const field = page.getByRole('textbox', { name: 'Origin' })
      await field.fill('shop.example.com')
      await page.getByRole('button', { name: 'Add domain' }).click()
      await expect
        .poll(() => descriptionOf(field))
        .toContain('Origin must be an origin such as https://app.example.com')
      const origin = `https://shop${randomUUID().replaceAll('-', '')}.example.com`
      await field.fill(origin)
      await page.getByRole('button', { name: 'Add domain' }).click()
      const domain = page.getByRole('region', { name: origin })
      await domain.getByText('Not verified').waitFor()
      expect(await domain.textContent()).toContain('by Owner')
      expect(await field.inputValue()).toBe('')
      await domain.getByRole('button', { name: 'Copy the name of the record' }).click()
      await domain.getByRole('button', { name: 'Copied' }).waitFor()
      const name = (await page.evaluate('navigator.clipboard.readText()')) as string
      await domain.getByRole('button', { name: 'Copy the value of the record' }).click()
      await expect.poll(() => domain.getByRole('button', { name: 'Copied' }).count()).toBe(2)
      const value = (await page.evaluate('navigator.clipboard.readText()')) as string
      expect(name).toBe(`_palisade.${new URL(origin).hostname}`)

      await domain.getByRole('button', { name: `Verify ${origin}` }).click()
      await domain.getByText('The DNS record was not found').waitFor()
      await expectAccessible(page, 'a domain that is not verified')
      publish({ [name]: [value] })
      await domain.getByRole('button', { name: `Verify ${origin}` }).click()
      await domain.getByText('The DNS record was found').waitFor()
      await domain.getByText('Verified', { exact: true }).waitFor()
      await expectAccessible(page, 'a domain that is verified')

      await domain.getByRole('button', { name: `Remove ${origin}` }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove domain' }).click()
      await page.getByText('No domains yet').waitFor()
      await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toBe('Domain removed')
    },
  )
})
