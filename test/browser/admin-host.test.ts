import { dataSettingsPage } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectAccessible } from './axe.ts'
import { signIn, useVisitors } from './browser.ts'

const { administration } = inject('target')
const visit = useVisitors()

// A request that this host answers with 404 is an error in the console, and fails the case.
describe.skipIf(!administration)('[S52] where only the host of administrators serves their endpoints', () => {
  const { baseUrl = '' } = administration ?? {}
  const { host } = new URL(baseUrl || 'https://admin.example')

  test.each([
    ['API keys', '/api-keys'],
    ['Service accounts', '/service-accounts'],
    ['Data', dataSettingsPage],
  ])('the page %s leads to that host, and asks nothing of this one', async (name, path) => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.goto(path)
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    const link = page.getByRole('link', { name: `Go to ${host}` })
    expect(await link.getAttribute('href')).toBe(baseUrl + path)
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0)
    await expectAccessible(page, name)
  })

  test('the page Team shows the members, offers no change, and leads to that host', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await page.goto('/team')
    await page.getByText('member@acme.test').waitFor()
    expect(await page.getByRole('link', { name: `Go to ${host}` }).getAttribute('href')).toBe(`${baseUrl}/team`)
    for (const name of ['Invite', 'Disable', 'Remove', 'Transfer ownership']) {
      expect(await page.getByRole('button', { name }).count(), name).toBe(0)
    }
  })

  test('the API reference calls that host in curl, and sends nobody to a form that cannot work', async () => {
    const { page } = await visit()
    await page.goto('/docs#api-keys.create')
    const section = page.locator('section[id="api-keys.create"]')
    await section.getByText(`${baseUrl}/api/api-keys`).waitFor()
    const link = section.getByRole('link', { name: `Try it on ${host}` })
    expect(await link.getAttribute('href')).toBe(`${baseUrl}/docs#api-keys.create`)
  })
})
