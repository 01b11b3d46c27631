import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core'
import { afterAll, afterEach, beforeAll, inject } from 'vitest'
import { ownAddress } from '../support/http.ts'
import { type SourceAddress, startSourceAddress } from './source-address.ts'

const { webOrigin, password, seesAddresses, administration } = inject('target')

/** For a visitor who needs an admin scope: the host of administrators, where there is one, with a client certificate [S52]. */
export const forAdministrators: BrowserContextOptions = administration ? optionsOf(administration) : {}

function optionsOf({ baseUrl, certificatePem, privateKeyPem }: NonNullable<typeof administration>) {
  const pair = { cert: Buffer.from(certificatePem), key: Buffer.from(privateKeyPem) }
  return { baseURL: baseUrl, clientCertificates: [{ origin: baseUrl, ...pair }] }
}

/** As root, Chromium cannot use its own sandbox; and it is to ask nobody but the server under test. */
export const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The one error of a visitor without a session: the silent refresh that finds out. */
const expected = /the server responded with a status of 401.*\/api\/auth\/refresh/

export type Visitor = { context: BrowserContext; page: Page; allow: (error: RegExp) => void }

/** Opens visitors, each with cookies of its own. A console error that a case did not announce fails it. */
export function useVisitors(): (options?: BrowserContextOptions) => Promise<Visitor> {
  let browser: Browser
  let source: SourceAddress
  let address: string | undefined
  const contexts: BrowserContext[] = []
  const errors: string[] = []
  let allowed: RegExp[] = []

  beforeAll(async () => {
    source = await startSourceAddress(() => address)
    browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args })
  })
  afterAll(async () => {
    await browser.close()
    source.stop()
  })
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map(context => context.close()))
    const unexpected = errors.splice(0).filter(error => !allowed.some(pattern => pattern.test(error)))
    allowed = []
    if (unexpected.length) throw new Error(`the console shows:\n${unexpected.join('\n')}`)
  })

  return async (options = {}) => {
    allowed.push(expected)
    address = ownAddress()
    const context = await browser.newContext({
      baseURL: webOrigin,
      ignoreHTTPSErrors: true,
      locale: 'en-GB',
      ...(seesAddresses && { proxy: { server: source.proxy, bypass: '<-loopback>' } }),
      ...options,
    })
    contexts.push(context)
    context.setDefaultTimeout(30_000)
    context.on('console', message => {
      if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`)
    })
    context.on('weberror', error => errors.push(String(error.error())))
    return { context, page: await context.newPage(), allow: error => allowed.push(error) }
  }
}

/** What screen readers read after the name of a field: its hint and its error. */
export async function descriptionOf(field: Locator): Promise<string> {
  const ids = (await field.getAttribute('aria-describedby'))?.split(' ') ?? []
  const texts = ids.map(id => field.page().locator(`[id="${id}"]`).textContent())
  return (await Promise.all(texts)).join(' ')
}

/** Signs a demo user in, and waits for the orders. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/')
  await sendCredentials(page, { email, password })
  await atOrders(page)
}

export const atOrders = (page: Page) => page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()

/** Sends email and password from the sign-in page. */
export async function sendCredentials(page: Page, user: { email: string; password: string }): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(user.email)
  await page.getByLabel('Password').fill(user.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Presses a button that copies, and reads the clipboard. */
export async function copy(page: Page, button: string): Promise<string> {
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  return (await page.evaluate('navigator.clipboard.readText()')) as string
}
