import type { Page } from 'playwright-core'
import type { Scene } from './take-picture.ts'

const atHeading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

const openTab = (name: string) => async (page: Page) => {
  await page.getByRole('navigation', { name: 'Operator console' }).getByRole('link', { name }).click()
  await atHeading(page, name)
}

/** Opens a tenant without a reload, which would close the console. */
async function openTenant(page: Page): Promise<void> {
  await openTab('Tenants')(page)
  await page.getByRole('list', { name: 'Tenants' }).getByRole('link', { name: 'Globex Supplies' }).click()
  await atHeading(page, 'Globex Supplies')
}

/** The pages of the open console, in an order that needs one code for all of them. */
export const operatorPages: readonly Scene[] = [
  { name: 'operator-tenants', route: '/operator', open: openTab('Tenants') },
  { name: 'operator-security', route: '/operator/security', open: openTab('Security') },
  { name: 'operator-tenant', route: '/operator/tenants/$tenantId', open: openTenant },
  { name: 'operator-log', route: '/operator/log', open: openTab('Operator log') },
  {
    name: 'operator-acts',
    route: '/orders',
    open: async page => {
      await openTenant(page)
      await page.getByLabel('Reason').first().fill('Ticket 4711')
      await page.getByRole('button', { name: 'Act in Globex Supplies' }).click()
      await atHeading(page, 'Orders')
    },
    close: async page => {
      await page.getByRole('button', { name: 'End', exact: true }).click()
      await atHeading(page, 'Globex Supplies')
    },
  },
]
