import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readMail } from '../support/mail.ts'
import { enrol, newPassword, newSlug, signUp, signUpSubject } from '../support/users.ts'
import { atOrders, fill, find, open, press, sendCredentials, signIn, useFirefox } from './firefox.ts'

const visit = useFirefox()

describe('[P12] in Firefox, a user', () => {
  test('signs up by the link of a mail', async () => {
    const { page } = await visit()
    const email = `firefox-${randomUUID()}@acme.test`
    await open(page, '/sign-up')
    await fill(page, 'Email', email)
    await press(page, 'button', 'Continue')
    await page.locator('::-p-text(Check your mail)').wait()
    const [link = ''] = /^https?:.*#token=.*$/m.exec((await readMail(email, signUpSubject)).Text) ?? []
    await page.goto(link)
    await fill(page, 'Company', 'Firefox Ltd')
    await fill(page, 'Short name', newSlug())
    await fill(page, 'Your name', 'Visitor')
    await fill(page, 'Password', newPassword)
    await press(page, 'button', 'Create workspace')
    await atOrders(page)
  })

  test('[S1] [S10] creates an order, places it and sees its history', async () => {
    const { page } = await visit()
    await signIn(page, 'owner@acme.test')
    await press(page, 'link', 'New order')
    await fill(page, 'Customer name', `Firefox ${Date.now()}`)
    await fill(page, 'Customer email', 'buyer@example.org')
    await fill(page, 'SKU', 'CHAIR-01')
    await fill(page, 'Description', 'Oak chair')
    await fill(page, 'Quantity', '2')
    await fill(page, 'Unit price', '189.00')
    await press(page, 'button', 'Create order')
    await press(page, 'button', 'Place order')
    await find(page, 'button', 'Mark as paid').wait()
    const history = await page.$eval('[aria-label="History"]', list => list.querySelectorAll('li').length)
    expect(history).toBe(2)
  })

  test('keeps the session over a reload, and ends it in every tab', async () => {
    const { page, context } = await visit()
    await signIn(page, 'member@acme.test')
    await page.reload()
    await atOrders(page)
    const readable = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    )
    expect(readable).not.toMatch(/eyJ|refresh/)
    const other = await context.newPage()
    await open(other, '/orders')
    await atOrders(other)
    await page.bringToFront()
    await page.locator('::-p-xpath(//button[contains(., "Account of")])').click()
    await press(page, 'menuitem', 'Sign out')
    for (const tab of [page, other]) await find(tab, 'button', 'Sign in').wait()
  })

  test('[S95] signs in with the code of an authenticator app', async () => {
    const { page } = await visit()
    const { email, accessToken } = await signUp()
    const { authenticator } = await enrol(accessToken, newPassword)
    await open(page, '/sign-in')
    await sendCredentials(page, { email, password: newPassword })
    await fill(page, 'Code', await authenticator.nextCode())
    await press(page, 'button', 'Sign in')
    await atOrders(page)
  })
})
