import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type EndpointId, endpoints } from '@palisade/contracts'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { tokenOf } from '../support/users.ts'
import { sendCredentials, signIn, useVisitors } from './browser.ts'
import { problemAnswer } from './problem-answer.ts'

const { baseUrl, webOrigin, password } = inject('target')
const visit = useVisitors()

const operation = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** The part of the page about an operation, with its details shown. */
async function openOperation(page: Page, id: EndpointId): Promise<Locator> {
  const { summary } = endpoints[id]
  const section = operation(page, summary)
  const heading = section.getByRole('button', { name: summary, exact: true })
  if ((await heading.getAttribute('aria-expanded')) === 'false') await heading.click()
  return section
}

const curlOf = (section: Locator) => section.locator('figure', { hasText: 'curl' }).locator('code')

async function openReference(page: Page, hash = ''): Promise<void> {
  await page.goto(`/docs${hash}`)
  await page.getByRole('heading', { name: 'Operations' }).waitFor()
}

describe('the API reference', () => {
  test('[B1] shows every endpoint by tag, and every error, to a visitor', async () => {
    const { page } = await visit()
    await openReference(page)
    const contents = page.getByRole('navigation', { name: 'Contents' })
    for (const { id, summary, path } of Object.values(endpoints)) {
      expect(await contents.locator(`a[href="#${id}"]`).count(), id).toBe(1)
      expect(await operation(page, summary).getByText(path, { exact: true }).count(), id).toBe(1)
    }
    await contents.locator('a[href="#orders.move"]').click()
    expect(await page.evaluate('location.hash')).toBe('#orders.move')
    await expect.poll(() => isInView(page, 'orders.move')).toBe(true)
    const body = await openOperation(page, 'orders.create')
    expect(await body.textContent()).toMatch(/customerNamestringrequired1 to 200 characters, one line/)
    await body.getByText('Errors', { exact: true }).click()
    await body.getByText('idempotency-mismatch').waitFor()
  })

  test('shows the details of the operation that a link leads to, of one that is opened, or of all', async () => {
    const { page } = await visit()
    await openReference(page, '#orders.move')
    const commands = page.locator('main figure', { hasText: 'curl' })
    await operation(page, endpoints['orders.move'].summary).getByText('curl', { exact: true }).waitFor()
    expect(await commands.count()).toBe(1)
    await openOperation(page, 'orders.create')
    expect(await commands.count()).toBe(2)
    await operation(page, endpoints['orders.move'].summary).getByRole('button', { expanded: true }).click()
    expect(await commands.count()).toBe(1)
    const contents = page.getByRole('navigation', { name: 'Contents' })
    await contents.locator('a[href="#orders.move"]').click()
    await expect.poll(() => commands.count()).toBe(2)
    await page.getByRole('button', { name: 'Show all details' }).click()
    expect(await commands.count()).toBe(Object.keys(endpoints).length)
    await page.getByRole('button', { name: 'Hide all details' }).click()
    expect(await commands.count()).toBe(0)
  })

  test('finds an operation by words, also by those of its closed details', async () => {
    const { page } = await visit()
    await openReference(page)
    const contents = page.getByRole('navigation', { name: 'Contents' })
    await page.getByRole('searchbox', { name: 'Search the API' }).fill('post another status')
    await contents.getByRole('status').filter({ hasText: '1 operation found' }).waitFor()
    expect(await contents.getByRole('link').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining('/api/orders/{orderId}/transitions')]),
    )
    expect(await contents.locator('a[href="#orders.list"]').count()).toBe(0)
    await page.getByRole('searchbox', { name: 'Search the API' }).fill('idempotency-mismatch')
    await contents.locator('a[href="#orders.create"]').waitFor()
    expect(await contents.locator('a[href="#orders.list"]').count()).toBe(0)
  })

  test('scrolls to the error or the operation in the link', async () => {
    const { page } = await visit()
    for (const id of ['not-found', 'orders.history']) {
      await page.goto('about:blank')
      await openReference(page, `#${id}`)
      await expect.poll(() => isInView(page, id), { message: id }).toBe(true)
    }
  })

  test('[S72] sends requests only to its own site, and breaks no rule of the Content-Security-Policy', async () => {
    const { page } = await visit()
    const hosts = new Set<string>()
    page.on('request', request => hosts.add(new URL(request.url()).origin))
    await page.addInitScript(
      `globalThis.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective))`,
    )
    await openReference(page)
    const create = await openOperation(page, 'orders.create')
    for (const name of ['Errors', 'Response headers', 'Pattern'])
      await create.getByText(name, { exact: true }).first().click()
    await openOperation(page, 'system.live')
    await page.getByRole('button', { name: 'Try it: system.live' }).click()
    await page.getByRole('button', { name: 'Send request' }).click()
    await page
      .getByRole('region', { name: 'Response to your request' })
      .getByText(/^200\b/)
      .waitFor()
    expect(await page.evaluate('violations')).toEqual([])
    expect([...hosts].toSorted()).toEqual([...new Set([baseUrl, webOrigin])].toSorted())
  })

  test('fits a small screen: nothing is wider, and the contents open on demand', async () => {
    const { page } = await visit()
    await page.setViewportSize({ width: 320, height: 640 })
    await openReference(page)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
    const link = page.locator('a[href="#orders.list"]')
    expect(await link.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Show contents' }).click()
    await link.click()
    await expect.poll(() => isInView(page, 'orders.list')).toBe(true)
  })

  test('works with only the keyboard', async () => {
    const { page } = await visit()
    await openReference(page)
    await page.getByRole('searchbox', { name: 'Search the API' }).focus()
    await page.keyboard.type('jwks')
    await page.getByRole('status').filter({ hasText: '1 operation found' }).waitFor()
    await page.keyboard.press('Tab')
    while (!(await page.evaluate(`document.activeElement.hash === '#system.keys'`))) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const focused = () => page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.textContent')
    while ((await focused()) !== 'Try it: system.keys') await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Send request')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Response to your request' }).waitFor()
    await expect.poll(focused).toMatch(/^200/)
  })
})

describe('the curl commands', () => {
  let home: string
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'palisade-curl-'))
    // The certificate of the server under test is self-signed.
    await writeFile(join(home, '.curlrc'), 'insecure\nsilent\n')
  })
  afterAll(() => rm(home, { recursive: true }))

  const run = async (page: Page, id: EndpointId) => {
    const command = await curlOf(await openOperation(page, id)).textContent()
    const env = { PATH: process.env['PATH'], CURL_HOME: home, TOKEN: await tokenOf('owner') }
    const { stdout } = await promisify(execFile)('sh', ['-c', command ?? ''], { env })
    return JSON.parse(stdout)
  }

  test('work when they are run', async () => {
    const { page } = await visit()
    await openReference(page)
    expect(await run(page, 'system.live')).toEqual({ status: 'live' })
    expect(await run(page, 'orders.list')).toHaveProperty('items')
    const order = await run(page, 'orders.create')
    expect(order).toMatchObject({ status: 'draft', customerEmail: 'ada@example.com' })
  })
})

describe('“Try it”', () => {
  const openForm = async (page: Page, id: 'orders.list' | 'orders.create') => {
    const section = await openOperation(page, id)
    await section.getByRole('button', { name: `Try it: ${id}` }).click()
    return { section, answer: section.getByRole('region', { name: 'Response to your request' }) }
  }

  test('asks visitors to sign in, leads back to the operation, and lists the orders of the user', async () => {
    const { page } = await visit()
    await openReference(page)
    await (await openOperation(page, 'orders.list')).getByRole('link', { name: 'Sign in' }).click()
    await sendCredentials(page, { email: 'member@acme.test', password })
    await page.getByRole('heading', { name: 'Operations' }).waitFor()
    expect(new URL(page.url()).hash).toBe('#orders.list')
    await expect.poll(() => isInView(page, 'orders.list')).toBe(true)

    const { section, answer } = await openForm(page, 'orders.list')
    await section.getByLabel('limit').fill('1')
    expect(await curlOf(section).textContent()).toContain('/api/orders?limit=1')
    await section.getByRole('button', { name: 'Send request' }).click()
    await answer.getByText(/^200\b/).waitFor()
    const body = JSON.parse((await answer.locator('figure', { hasText: 'Body' }).locator('code').textContent()) ?? '')
    expect(body.items).toHaveLength(1)
    const requestId = await answer.locator('p', { hasText: 'Request id' }).locator('code').textContent()
    expect(requestId).toMatch(/^[0-9a-f]{32}$/)
    expect(await answer.locator('figure', { hasText: 'Headers' }).textContent()).toContain(`x-request-id: ${requestId}`)
  })

  test('shows a refusal as the API words it, and sends no cookie', async () => {
    const { page, allow } = await visit()
    allow(/status of 40[03]/)
    await signIn(page, 'partner@acme.test')
    await page.getByRole('link', { name: 'API', exact: true }).click()
    const { section, answer } = await openForm(page, 'orders.create')
    const sent = page.waitForRequest(request => request.method() === 'POST' && request.url().endsWith('/api/orders'))
    await section.getByRole('button', { name: 'Send request' }).click()
    await answer.getByText(/^403 /).waitFor()
    const headers = await (await sent).allHeaders()
    expect(headers['authorization']).toMatch(/^Bearer ey/)
    expect(headers['cookie']).toBeUndefined()
  })

  test('renews an access token that is no longer valid, and the session outlives a request to sign out', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    await signIn(page, 'member@acme.test')
    await page.getByRole('link', { name: 'API', exact: true }).click()
    const { section, answer } = await openForm(page, 'orders.list')
    await page.route('**/api/orders', route => route.fulfill(problemAnswer(401, 'invalid-token')), { times: 1 })
    await section.getByRole('button', { name: 'Send request' }).click()
    await answer.getByText(/^200\b/).waitFor()

    const signOut = await openOperation(page, 'auth.sign-out')
    await signOut.getByRole('button', { name: 'Try it: auth.sign-out' }).click()
    await signOut.getByLabel('Body').fill('{}')
    await signOut.getByRole('button', { name: 'Send request' }).click()
    await signOut.getByRole('region', { name: 'Response to your request' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: /^Account of/ }).waitFor()
  })
})

function isInView(page: Page, id: string): Promise<unknown> {
  return page.evaluate(`(() => {
    const { top } = document.getElementById('${id}').getBoundingClientRect()
    return top >= 0 && top < innerHeight
  })()`)
}
