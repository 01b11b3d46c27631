import { describe, expect, test } from 'vitest'
import { createAuthenticator } from '../conformance/authenticator.ts'
import { call } from '../conformance/http.ts'
import { signIn, useVisitors } from './browser.ts'

const visit = useVisitors()

describe('a session in the browser', () => {
  test('[S99] keeps its tokens where no script finds them', async () => {
    const { page, context } = await visit()
    await signIn(page, 'member@acme.test')
    const readable = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    )
    expect(readable).not.toMatch(/eyJ|refresh/)
    const [cookie] = (await context.cookies()).filter(({ name }) => name === 'refresh_token')
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/api/auth/refresh' })
  })

  test('outlives a reload', async () => {
    const { page } = await visit()
    await signIn(page, 'member@acme.test')
    await page.reload()
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
  })

  test('[B6] is lost by none of several tabs that reload at once', async () => {
    const { page, context } = await visit()
    await signIn(page, 'member@acme.test')
    const tabs = [page, await context.newPage(), await context.newPage()]
    for (let round = 0; round < 3; round++) {
      await Promise.all(tabs.map(tab => tab.goto('/orders')))
      await Promise.all(tabs.map(tab => tab.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()))
    }
  })

  test('ends in every tab when one signs out', async () => {
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
    const { email, password, authenticator } = await signUpWithSecondFactor()
    await page.goto('/')
    await page.getByRole('textbox', { name: 'Email' }).fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()

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
    await page.goto('/')
    await page.getByRole('textbox', { name: 'Email' }).fill(`nobody-${Date.now()}@acme.test`)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.textContent()).toMatch(/email or the password is wrong.*[0-9a-f]{32}/i)
  })
})

/** A new owner with an authenticator app, made through the API that the page calls. */
async function signUpWithSecondFactor() {
  const slug = `b${Date.now().toString(36)}`
  const [email, password] = [`owner@${slug}.test`, 'a long enough password']
  const post = async (path: string, json: object, token?: string) => {
    const answer = await call(path, { method: 'POST', json, ...(token && { token }) })
    expect(answer.status, path).toBeLessThan(300)
    return answer.json<{ accessToken: string; secret: string }>()
  }
  const owner = { email, password, name: 'Owner', refreshTokenIn: 'body' }
  const { accessToken } = await post('/api/auth/sign-up', { ...owner, tenant: { slug, name: 'In a browser' } })
  const { secret } = await post('/api/auth/second-factor/enrolment', { password }, accessToken)
  const authenticator = createAuthenticator(secret)
  const code = await authenticator.nextCode()
  await post('/api/auth/second-factor/confirmation', { code }, accessToken)
  return { email, password, authenticator }
}
