import { dataSettingsPage, forgotPasswordPage, mailedLinks } from '@palisade/contracts'
import type { Page } from 'playwright-core'
import { mailSignUpLink } from '../support/users.ts'
import { notTaken, routes } from './route-list.ts'

export type Shot = {
  /** Of the files, and the heading in the index. */
  name: string
  /** The path of the route in apps/web/src/app/router.tsx. */
  route: string
  /** Who looks: a visitor, or the owner of the demo tenant with a second factor. */
  as: 'visitor' | 'owner'
  /** Goes there; without it, the page is opened by its route. */
  open?: (page: Page) => Promise<unknown>
}

/** Opens a page of the app, and waits until it is more than the notice that the server has to be waited for. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.locator('#content h1').waitFor()
}

/** Opens the first order of a list, whatever the language of the page. */
export async function openOrder(page: Page, list: string): Promise<void> {
  await page.goto(list)
  await page.getByRole('table').getByRole('link').first().click()
  await page.getByRole('heading', { level: 1, name: 'ORD-' }).waitFor()
}

async function openDraft(page: Page): Promise<void> {
  await openOrder(page, '/orders?status=draft')
  await page.locator('main a[href$="/edit"]').click()
  await page.locator('main form').waitFor()
}

/** Those that ask an owner for a recent code come first. */
const listed: readonly Shot[] = [
  { name: 'sign-in', route: '/sign-in', as: 'visitor' },
  { name: 'sign-up', route: '/sign-up', as: 'visitor' },
  {
    name: 'complete-sign-up',
    route: mailedLinks['sign-up'].page,
    as: 'visitor',
    open: async page => page.goto(`${mailedLinks['sign-up'].page}#token=${await mailSignUpLink('you@example.org')}`),
  },
  { name: 'forgot-password', route: forgotPasswordPage, as: 'visitor' },
  { name: 'service-accounts', route: '/service-accounts', as: 'owner' },
  { name: 'api-keys', route: '/api-keys', as: 'owner' },
  { name: 'data', route: dataSettingsPage, as: 'owner' },
  { name: 'team', route: '/team', as: 'owner' },
  { name: 'orders', route: '/orders', as: 'owner' },
  { name: 'order', route: '/orders/$orderId', as: 'owner', open: page => openOrder(page, '/orders') },
  { name: 'edit-order', route: '/orders/$orderId/edit', as: 'owner', open: openDraft },
  { name: 'new-order', route: '/orders/new', as: 'owner' },
  { name: 'import-orders', route: '/orders/import', as: 'owner' },
  { name: 'dashboard', route: '/dashboard', as: 'owner' },
  { name: 'reports', route: '/reports', as: 'owner' },
  { name: 'domains', route: '/domains', as: 'owner' },
  { name: 'usage', route: '/usage', as: 'owner' },
  { name: 'audit-log', route: '/audit-log', as: 'owner' },
  { name: 'settings', route: '/settings', as: 'owner' },
  { name: 'branding', route: '/settings/branding', as: 'owner' },
  { name: 'support-access', route: '/settings/support-access', as: 'owner' },
  { name: 'account', route: '/account', as: 'owner' },
  { name: 'change-email', route: '/account/email', as: 'owner' },
  { name: 'change-password', route: '/account/password', as: 'owner' },
  { name: 'new-workspace', route: '/account/new-workspace', as: 'owner' },
  { name: 'api-reference', route: '/docs', as: 'owner' },
  { name: 'operator-console', route: '/operator', as: 'owner' },
]

const isListed = (route: string) => listed.some(shot => shot.route === route)

/** The pages that need nothing prepared, in the order of the index. A new route without a parameter needs no entry above. */
export const pages: readonly Shot[] = [
  ...listed,
  ...routes
    .filter(route => !route.includes('$') && !notTaken.includes(route) && !isListed(route))
    .map(route => ({ name: route.slice(1).replaceAll('/', '-'), route, as: 'owner' as const })),
]
