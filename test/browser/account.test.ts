import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import decodeQR from 'qr/decode.js'
import { describe, expect, test } from 'vitest'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { enrol, newPassword as password, signUp } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { copy, descriptionOf, signIn, useVisitors } from './browser.ts'
import { beginSignIn } from './second-factor-steps.ts'

const visit = useVisitors()

async function openAccount(page: Page, email: string): Promise<void> {
  await beginSignIn(page, { email, password })
  await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Account', exact: true }).click()
  await page.getByRole('heading', { name: 'Account', level: 1 }).waitFor()
}

const drawn = `(async () => {
  const svg = document.querySelector('svg[aria-label^="QR code"]').cloneNode(true)
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', width: 400, height: 400 }
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value)
  const image = new Image()
  image.src = 'data:image/svg+xml;base64,' + btoa(svg.outerHTML)
  await image.decode()
  const context = Object.assign(document.createElement('canvas'), { width: 400, height: 400 }).getContext('2d')
  context.drawImage(image, 0, 0)
  return [...context.getImageData(0, 0, 400, 400).data]
})()`

/** What a phone's camera reads from the code on the screen. */
async function scan(page: Page): Promise<string> {
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  const data = Uint8Array.from((await page.evaluate(drawn)) as number[])
  return decodeQR({ width: 400, height: 400, data })
}

const codesOn = (page: Page) => page.getByRole('list', { name: 'Your recovery codes' }).getByRole('listitem')

describe('[P12] the account page', () => {
  test('[S95] sets up a second factor by QR code or secret, shows the recovery codes once, renews them, and switches it off', async () => {
    const { page, context, allow } = await visit()
    allow(/status of 401/)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const { email } = await signUp()
    await openAccount(page, email)
    const setUp = page.getByRole('button', { name: 'Set up a second factor' })
    await setUp.waitFor()
    await expectAccessible(page, 'an account without a second factor')
    await setUp.click()
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect.poll(() => descriptionOf(page.getByLabel('Password'))).toContain('The current password is wrong')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Continue' }).click()

    const secret = await copy(page, 'Copy the secret')
    const uri = new URL(await scan(page))
    expect(uri.href).toMatch(/^otpauth:\/\/totp\//)
    expect(uri.searchParams.get('secret')).toBe(secret)
    await expectAccessible(page, 'the set-up of a second factor')
    await page.getByRole('textbox', { name: 'Code' }).fill('000000')
    await page.getByRole('button', { name: 'Switch on' }).click()
    await page.getByRole('alert').filter({ hasText: 'The code is wrong' }).waitFor()
    await page.getByRole('textbox', { name: 'Code' }).fill(await createAuthenticator(secret).nextCode())
    await page.getByRole('button', { name: 'Switch on' }).click()

    await codesOn(page).first().waitFor()
    await page.getByText(/^On\./).waitFor()
    const codes = await codesOn(page).allTextContents()
    await expectAccessible(page, 'recovery codes')
    await page.getByRole('button', { name: 'Copy the recovery codes' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(codes.join('\n'))
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('palisade-recovery-codes.txt')
    expect(await readFile(await download.path(), 'utf8')).toBe(`${codes.join('\n')}\n`)
    await page.getByRole('button', { name: 'I have saved it' }).click()
    await page.getByText(`${codes.length} recovery codes are left`).waitFor()
    expect(await codesOn(page).count()).toBe(0)

    await page.getByRole('button', { name: 'Renew recovery codes' }).click()
    await codesOn(page).first().waitFor()
    expect((await codesOn(page).allTextContents()).filter(code => codes.includes(code))).toEqual([])

    await page.getByRole('button', { name: 'Switch off' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Switch off' }).click()
    await setUp.waitFor()
    await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toBe('The second factor is off')
    await page.reload()
    await setUp.waitFor()
  })

  test('[S95] requires a code before it renews recovery codes, where the second factor is not recent', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    const { email, accessToken } = await signUp()
    await openAccount(page, email)
    const { confirmed } = await enrol(accessToken, password)
    await page.reload()
    await page.getByRole('button', { name: 'Renew recovery codes' }).click()
    await page.getByText('Verify your second factor to continue').waitFor()
    await expectAccessible(page, 'a code on the account page')
    await page.getByRole('textbox', { name: 'Code' }).fill(confirmed.recoveryCodes[0] ?? '')
    await page.getByRole('button', { name: 'Verify' }).click()
    await codesOn(page).first().waitFor()
    await page.getByText(/^On\./).waitFor()
  })

  test('[S98] lists sessions by device, ends one of them, and then all', async () => {
    const { page } = await visit()
    const { email } = await signUp()
    await openAccount(page, email)
    const { page: other, context } = await visit()
    await beginSignIn(other, { email, password })
    await other.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()

    await page.reload()
    const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')
    const others = page.getByRole('button', { name: 'End session of Chrome on Linux' })
    await others.waitFor()
    expect(await sessions.filter({ hasText: 'This device' }).count()).toBe(1)
    await others.click()
    await page.getByText('Session ended').waitFor()
    await expect.poll(() => others.count()).toBe(0)
    await other.reload()
    await other.getByRole('button', { name: 'Sign in' }).waitFor()
    await context.clearCookies()

    await page.getByRole('button', { name: 'End all sessions' }).click()
    await expectAccessible(page, 'the question before all sessions end')
    await page.getByRole('alertdialog').getByRole('button', { name: 'End all sessions' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
  })

  test('[P1] shows who is signed in, and switches between tenants', async () => {
    const { page } = await visit()
    await signIn(page, 'consultant@initech.test')
    await page.goto('/account')
    await page.getByText('consultant@initech.test').waitFor()
    const switches = page.getByRole('button', { name: /^Switch to/ })
    await switches.waitFor()
    const name = ((await switches.getAttribute('aria-label')) ?? '').slice('Switch to '.length)
    await switches.click()
    await page
      .getByRole('button', { name: /^Account of/ })
      .filter({ hasText: name })
      .waitFor()
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
  })
})
