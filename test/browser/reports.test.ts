import { describe, expect, test } from 'vitest'
import { expectAccessible } from './axe.ts'
import { descriptionOf, signIn, useVisitors } from './browser.ts'

const visit = useVisitors()
const dayMs = 86_400_000
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

describe('[P12] the page of reports', () => {
  test('counts the orders of a period in a table that has an address of its own', async () => {
    const { page, allow } = await visit()
    allow(/status of 400/)
    await signIn(page, 'member@acme.test')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).click()
    await page.getByRole('heading', { name: 'Reports', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Create report' }).click()
    await page.getByText('Please fill this in').first().waitFor()
    await expectAccessible(page, 'the form of a report with errors')

    const [from, to] = [page.getByLabel('From'), page.getByLabel('To')]
    await from.fill(dayOf(Date.now() - 1000 * dayMs))
    await to.fill(dayOf(Date.now() - 1001 * dayMs))
    await page.getByRole('button', { name: 'Create report' }).click()
    await expect.poll(() => descriptionOf(to)).toContain('The last day must not be before the first one')
    await to.fill(dayOf(Date.now()))
    await page.getByRole('button', { name: 'Create report' }).click()
    await expect.poll(() => descriptionOf(to)).toContain('at most 366 days')
    await from.fill(dayOf(Date.now() - 300 * dayMs))
    await page.getByRole('button', { name: 'Create report' }).click()

    const table = page.getByRole('table', { name: /^Orders from/ })
    await table.waitFor()
    await page.getByRole('status').filter({ hasText: 'The report is ready' }).waitFor()
    const rows = await table.getByRole('row').allTextContents()
    expect(rows.length).toBeGreaterThan(1)
    await expectAccessible(page, 'a report')
    await page.reload()
    await table.waitFor()
    expect(await table.getByRole('row').allTextContents()).toEqual(rows)
  })
})
