import { afterAll, beforeAll, describe, inject, test } from 'vitest'
import { expectAccessible } from './axe.ts'
import { useVisitors } from './browser.ts'
import { serveComponents } from './serve-components.ts'

const { hasEdge } = inject('target')
const visit = useVisitors()

// The page needs no API: one architecture is enough.
describe.skipIf(hasEdge)('[P12] the page of components that `npm run dev` serves', () => {
  let components: Awaited<ReturnType<typeof serveComponents>>
  beforeAll(async () => {
    components = await serveComponents()
  })
  afterAll(() => components.stop())

  test('has no violation that axe-core finds, with the errors of its form and an open dialog', async () => {
    const { page } = await visit()
    await page.goto(components.address)
    await page.getByRole('heading', { name: 'Components' }).waitFor()
    await expectAccessible(page, 'all components')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Please fill this in').waitFor()
    await expectAccessible(page, 'a form with errors')
    await page.getByRole('button', { name: 'Revoke key' }).click()
    await page.getByRole('alertdialog').waitFor()
    await expectAccessible(page, 'an open dialog')
  })
})
