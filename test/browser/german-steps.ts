import type { Page } from 'playwright-core'
import { inject } from 'vitest'

const { password: demoPassword } = inject('target')

/** Opens a page of the app as a browser in German does that has not chosen another language. */
export async function openInGerman(page: Page, path: string): Promise<void> {
  await page.addInitScript(
    `Object.defineProperty(navigator, 'languages', { value: ['de-AT', 'en'], configurable: true })`,
  )
  await page.goto(path)
}

/** Signs somebody in, with the code of a second factor where there is one, and waits for the orders. */
export async function signInInGerman(
  page: Page,
  { email, password = demoPassword, code }: { email: string; password?: string; code?: string | undefined },
): Promise<void> {
  await openInGerman(page, '/')
  await page.getByRole('textbox', { name: 'E-Mail' }).fill(email)
  await page.getByLabel('Passwort').fill(password)
  await page.getByRole('button', { name: 'Anmelden' }).click()
  if (code !== undefined) {
    await page.getByRole('textbox', { name: 'Code' }).fill(code)
    await page.getByRole('button', { name: 'Anmelden' }).click()
  }
  await page.getByRole('heading', { name: 'Bestellungen', level: 1 }).waitFor()
}
