import type { Page } from 'playwright-core'
import { readMail } from '../support/mail.ts'

/** Opens the link of the newest mail with this subject, as a click in a mail program does. */
export async function openLink(page: Page, email: string, subject: string): Promise<void> {
  const [link = ''] = /^https?:.*#token=.*$/m.exec((await readMail(email, subject)).Text) ?? []
  await page.goto(link)
}
