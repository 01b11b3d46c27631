import type { Problem, ProblemCode } from '@palisade/contracts'
import type { Page } from 'playwright-core'
import { fillOrder } from '../browser/order-steps.ts'
import { goTo, openOrder } from '../browser/page-list.ts'
import { problemAnswer } from '../browser/problem-answer.ts'
import type { Scene } from './take-picture.ts'

const closeRoutes = (page: Page) => page.unrouteAll({ behavior: 'ignoreErrors' })

/** The text that was not sent would be restored in the next form. */
async function discardDraft(page: Page): Promise<void> {
  await closeRoutes(page)
  await goTo(page, '/orders')
  await page.evaluate(
    `Object.keys(sessionStorage).forEach(key => /^palisade-draft/.test(key) && sessionStorage.removeItem(key))`,
  )
}

/** Refuses what the page requests at this address, as the server does after many requests or behind a WAF. */
async function refuse(page: Page, address: string, status: number, code: ProblemCode, more: Partial<Problem> = {}) {
  const { headers, ...answer } = problemAnswer(status, code, { requestId: '4bf92f3577b34da6a3ce929d0e0e4736', ...more })
  const { 'retry-after': _, ...plain } = headers
  await page.route(address, route =>
    route.fulfill({ ...answer, headers: status === 429 ? { ...headers, 'retry-after': '40' } : plain }),
  )
}

/** Sends an order that is refused. */
async function sendRefused(page: Page, ...refusal: [number, ProblemCode, Partial<Problem>?]): Promise<void> {
  await goTo(page, '/orders/new')
  await fillOrder(page, 'Sakura Labs')
  await refuse(page, '**/api/orders', ...refusal)
  await page.getByRole('button', { name: 'Create order' }).click()
  await page.getByRole('alert').waitFor()
}

/** States of pages for visitors who are not signed in. */
export const visitorStates: readonly Scene[] = [
  {
    name: 'sign-in-refused',
    route: '/sign-in',
    open: async page => {
      await goTo(page, '/sign-in')
      await page.getByRole('textbox', { name: 'Email' }).fill('nobody@acme.test')
      await page.getByLabel('Password').fill('not the password')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'link-expired',
    route: '/reset-password',
    open: async page => {
      await page.goto('about:blank')
      await page.goto(`/reset-password#token=${'l'.repeat(43)}`)
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'server-unreachable',
    route: '/orders',
    open: async page => {
      await page.route('**/api/auth/refresh', route => route.abort())
      await page.goto('/orders')
      await page.getByRole('alert').waitFor()
    },
    close: closeRoutes,
  },
]

/** States of the pages of an owner: what lies above a page, other languages and hosts, and everything that goes wrong. */
export const ownerStates: readonly Scene[] = [
  {
    name: 'orders-selected',
    route: '/orders',
    shownOn: 'screen',
    open: async page => {
      await goTo(page, '/orders')
      await page
        .getByRole('checkbox', { name: /^Select ORD/ })
        .first()
        .check()
      await page
        .getByRole('checkbox', { name: /^Select ORD/ })
        .nth(1)
        .check()
    },
  },
  { name: 'orders-search', route: '/orders', open: page => goTo(page, '/orders?q=chair') },
  { name: 'orders-empty', route: '/orders', open: page => goTo(page, '/orders?from=1999-01-01&to=1999-01-02') },
  {
    name: 'orders-in-german',
    route: '/orders',
    open: async page => {
      await goTo(page, '/orders')
      await page.evaluate(`localStorage.setItem('palisade-language', 'de')`)
      await page.reload()
      await page.getByRole('heading', { name: 'Bestellungen', level: 1 }).waitFor()
    },
    close: page => page.evaluate(`localStorage.removeItem('palisade-language')`),
  },
  { name: 'order-printed', route: '/orders/$orderId', shownOn: 'paper', open: page => openOrder(page, '/orders') },
  {
    name: 'user-menu',
    route: '/orders',
    shownOn: 'screen',
    open: async page => {
      await goTo(page, '/orders')
      await page.getByRole('button', { name: /^Account of/ }).click()
      await page.getByRole('menuitem', { name: 'Sign out', exact: true }).waitFor()
    },
  },
  {
    name: 'shortcuts',
    route: '/orders',
    shownOn: 'screen',
    open: async page => {
      await goTo(page, '/orders')
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'dialog',
    route: '/orders/$orderId',
    shownOn: 'screen',
    open: async page => {
      await openOrder(page, '/orders?status=placed')
      await page.getByRole('button', { name: 'Cancel order' }).click()
      await page.getByRole('alertdialog').waitFor()
    },
  },
  {
    name: 'second-factor-needed',
    route: '/api-keys',
    open: async page => {
      await refuse(page, '**/api/api-keys**', 401, 'stronger-sign-in-required')
      await goTo(page, '/api-keys')
      await page.getByRole('textbox', { name: 'Code' }).waitFor()
    },
    close: closeRoutes,
  },
  {
    name: 'blocked-by-the-waf',
    route: '/orders/new',
    open: page => sendRefused(page, 403, 'blocked'),
    close: discardDraft,
  },
  {
    name: 'too-many-requests',
    route: '/orders/new',
    open: page => sendRefused(page, 429, 'quota-exceeded', { 'violated-policies': ['write-user'] }),
    close: discardDraft,
  },
  {
    name: 'offline',
    route: '/orders',
    open: async page => {
      await goTo(page, '/orders')
      await page.getByRole('table', { name: 'Orders' }).waitFor()
      await page.context().setOffline(true)
      await page.getByText('This device is offline.').waitFor()
    },
    close: page => page.context().setOffline(false),
  },
  {
    name: 'order-not-found',
    route: '/orders/$orderId',
    open: page => goTo(page, '/orders/018f2b1c-0000-7000-8000-000000000000'),
  },
  {
    name: 'administration-elsewhere',
    route: '/api-keys',
    open: async page => {
      await page.route('**/api-keys', async route => {
        if (!route.request().isNavigationRequest()) return route.fallback()
        const answer = await route.fetch()
        const meta = 'name="admin-origin" content="'
        await route.fulfill({
          response: answer,
          body: (await answer.text()).replace(meta, `${meta}https://admin.example.com`),
        })
      })
      await goTo(page, '/api-keys')
    },
    close: closeRoutes,
  },
  { name: 'page-not-found', route: '/nowhere', open: page => page.goto('/nowhere') },
  {
    name: 'crash',
    route: '/orders/$orderId',
    open: async page => {
      await openOrder(page, '/orders')
      // What no version of the API answers.
      await page.route(/\/api\/orders\/[\w-]+$/, route => route.fulfill({ json: { id: 1 } }))
      await page.reload()
      await page.getByRole('heading', { name: 'Something went wrong' }).waitFor()
    },
    close: closeRoutes,
  },
]
