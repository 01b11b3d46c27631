import { cookieName } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { signIn, useVisitors } from './browser.ts'
import { fillOrder } from './order-steps.ts'
import { problemAnswer } from './problem-answer.ts'
import { beginSignIn, signUpWithSecondFactor } from './second-factor-steps.ts'

const { baseUrl } = inject('target')
const visit = useVisitors()

describe('a session in the browser', () => {
  test('[S99] keeps its tokens where no script can read them', async () => {
    const { page, context } = await visit()
    await signIn(page, 'member@acme.test')
    const readable = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    )
    expect(readable).not.toMatch(/eyJ|refresh/)
    // Safari drops `Secure` cookies on http://localhost, the one place without HTTPS.
    const secure = baseUrl.startsWith('https:')
    const [cookie] = (await context.cookies()).filter(
      ({ name }) => name === cookieName('refresh_token', { isHttps: secure }),
    )
    expect(cookie).toMatchObject({ httpOnly: true, secure, sameSite: 'Strict', path: '/' })
  })

  test('outlives a reload', async () => {
    const { page } = await visit()
    await signIn(page, 'member@acme.test')
    await page.reload()
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
  })

  test('[B6] survives several tabs that reload at once', async () => {
    const { page, context } = await visit()
    await signIn(page, 'member@acme.test')
    const tabs = [page, await context.newPage(), await context.newPage()]
    for (let round = 0; round < 3; round++) {
      await Promise.all(tabs.map(tab => tab.goto('/orders')))
      await Promise.all(tabs.map(tab => tab.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()))
    }
  })

  test('ends in every tab when the user signs out in one', async () => {
    const { page, context } = await visit()
    await signIn(page, 'member@acme.test')
    const other = await context.newPage()
    await other.goto('/orders')
    await other.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()

    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click()
    for (const tab of [page, other]) await tab.getByRole('button', { name: 'Sign in' }).waitFor()
  })

  test('[S95] asks for the code of an authenticator app, where one is set up', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    const { authenticator, ...user } = await signUpWithSecondFactor()
    await beginSignIn(page, user)
    const code = page.getByRole('textbox', { name: 'Code' })
    await code.fill('000000')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await code.fill(await authenticator.nextCode())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
  })

  test('is refused with a wrong password, and the page says why and which request', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    await beginSignIn(page, { email: `nobody-${Date.now()}@acme.test`, password: 'not the password' })
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.textContent()).toMatch(/email or the password is wrong.*[0-9a-f]{32}/i)
  })

  test('when the server throttles the refresh, the page says so, waits, and continues where it was', async () => {
    const { page, allow } = await visit()
    allow(/status of 429/)
    await signIn(page, 'member@acme.test')
    await page.goto('/orders/new')
    await page.getByLabel('Customer name').fill('Typed before')
    await page.route('**/api/auth/refresh', route => route.fulfill(problemAnswer(429, 'quota-exceeded')), { times: 1 })
    await page.reload()
    await page.getByRole('alert').filter({ hasText: 'Too many requests' }).waitFor()
    await page.getByText('Your draft is restored').waitFor()
    expect(new URL(page.url()).pathname).toBe('/orders/new')
    expect(await page.getByLabel('Customer name').inputValue()).toBe('Typed before')
  })

  test('is not lost with the page when its renewal is throttled: what was typed can be sent after the wait', async () => {
    const { page, allow } = await visit()
    allow(/status of (401|429)/)
    await signIn(page, 'member@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await fillOrder(page, `Throttled ${Date.now()}`)
    await page.route('**/api/orders', route => route.fulfill(problemAnswer(401, 'invalid-token')), { times: 1 })
    await page.route('**/api/auth/refresh', route => route.fulfill(problemAnswer(429, 'quota-exceeded')), { times: 1 })
    await page.getByRole('button', { name: 'Create order' }).click()
    await page.getByRole('alert').filter({ hasText: 'Too many requests' }).waitFor()
    await page.getByRole('button', { name: 'Create order' }).click()
    await page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()
  })
})

test.each(['https://elsewhere.invalid/', '//elsewhere.invalid/', String.raw`/\\elsewhere.invalid`])(
  'a link to the sign-in page leads to no other site after signing in: next=%s',
  async next => {
    const { page } = await visit()
    await signIn(page, 'member@acme.test')
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/orders')
  },
)
