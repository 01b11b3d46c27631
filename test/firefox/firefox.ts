import { type Browser, type BrowserContext, launch, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, inject } from 'vitest'

const { webOrigin, password } = inject('target')

export type Visitor = { context: BrowserContext; page: Page }

/** Opens visitors in Debian's Firefox, by WebDriver BiDi, each with cookies of its own. */
export function useFirefox(): () => Promise<Visitor> {
  let browser: Browser
  beforeAll(async () => {
    const executablePath = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr'
    browser = await launch({ browser: 'firefox', executablePath, headless: true, acceptInsecureCerts: true })
  })
  afterAll(() => browser.close())
  return async () => {
    const context = await browser.createBrowserContext()
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    return { context, page }
  }
}

/** Finds by role and name in the accessibility tree, as a screen reader does. */
export function find(page: Page, role: string, name: string) {
  return page.locator(`::-p-aria([role="${role}"][name="${name}"])`)
}

export const open = (page: Page, path: string) => page.goto(webOrigin + path)

export const press = (page: Page, role: string, name: string) => find(page, role, name).click()

/** Fills the field that has this label. */
export const fill = (page: Page, label: string, text: string) =>
  page.locator(`::-p-xpath(//*[@id=//label[normalize-space(.)="${label}"]/@for])`).fill(text)

export const atOrders = (page: Page) => find(page, 'heading', 'Orders').wait()

export async function sendCredentials(page: Page, user: { email: string; password: string }): Promise<void> {
  await fill(page, 'Email', user.email)
  await fill(page, 'Password', user.password)
  await press(page, 'button', 'Sign in')
}

/** Signs a demo user in, and waits for the orders. */
export async function signIn(page: Page, email: string): Promise<void> {
  await open(page, '/')
  await sendCredentials(page, { email, password })
  await atOrders(page)
}
