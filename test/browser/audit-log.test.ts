import { readFile } from 'node:fs/promises'
import type { AuditEntry } from '@palisade/contracts'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { readNdjson } from '../support/ndjson.ts'
import { newPassword as password, signUp } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { signIn, useVisitors } from './browser.ts'
import { beginSignIn } from './second-factor-steps.ts'

const visit = useVisitors()

/** The owner of a new tenant, on the page. */
async function openAuditLog(page: Page): Promise<void> {
  const { email } = await signUp()
  await beginSignIn(page, { email, password })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit log' }).click()
  await page.getByRole('heading', { name: 'Audit log', level: 1 }).waitFor()
  await entriesOn(page).first().waitFor()
}

const entriesOn = (page: Page) => page.getByRole('list', { name: 'Entries' }).getByRole('listitem')

describe('[P7] [P12] the audit log', () => {
  test('tells an owner who did what, by name, with the request id to copy, and is filtered', async () => {
    const { page, context } = await visit()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await openAuditLog(page)
    const entries = entriesOn(page)
    await entries.filter({ hasText: 'Owner signed up and created the tenant' }).waitFor()
    expect(await entries.filter({ hasText: 'Owner signed in' }).count()).toBe(2)
    await entries.first().getByRole('button', { name: 'Copy request id' }).click()
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^[0-9a-f]{32}$/)
    await expectAccessible(page, 'the audit log')

    await page.getByRole('combobox', { name: 'Event' }).selectOption('Signed up and created the tenant')
    await expect.poll(() => entries.count()).toBe(1)
    await page.reload()
    await expect.poll(() => entries.count()).toBe(1)
    await page.getByRole('combobox', { name: 'Event' }).selectOption('Changed the plan')
    await page.getByText('No entries match').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('combobox', { name: 'Member', exact: true }).selectOption('Owner')
    await expect.poll(() => entries.count()).toBe(3)
  })

  test('is exported as a file whose chain the browser has checked', async () => {
    const { page } = await visit()
    await openAuditLog(page)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export and check' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('audit-log.ndjson')
    const entries = readNdjson<AuditEntry>(await readFile(await download.path(), 'utf8'))
    expect(entries.map(({ event }) => event)).toEqual(['auth.sign-up', 'auth.sign-in', 'auth.sign-in'])
    await page.getByRole('status').filter({ hasText: '3 entries exported. The chain is intact.' }).waitFor()
    await expectAccessible(page, 'an export')
  })

  test('names the first entry that a server has changed', async () => {
    const { page } = await visit()
    await openAuditLog(page)
    await page.route('**/api/audit-log/export*', async route => {
      const answer = await route.fetch()
      const [first = '', second = '', ...rest] = (await answer.text()).split('\n')
      const changed = second.replace('auth.sign-in', 'auth.sign-out')
      await route.fulfill({ response: answer, body: [first, changed, ...rest].join('\n') })
    })
    await page.getByRole('button', { name: 'Export and check' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'The chain is broken' })
    await alert.getByText('Entry 2: its content was changed.').waitFor()
  })

  test('[S22] is not offered to an admin', async () => {
    const { page } = await visit()
    await signIn(page, 'admin@acme.test')
    const navigation = page.getByRole('navigation', { name: 'Main' })
    await navigation.getByRole('link', { name: 'Team' }).waitFor()
    expect(await navigation.getByRole('link', { name: 'Audit log' }).count()).toBe(0)
  })
})
