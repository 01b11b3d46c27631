import { endpoints, exampleFileOf, problems, scopes } from '@palisade/contracts'
import type { Page } from 'playwright-core'
import { describe, expect, inject, test } from 'vitest'
import { call } from '../support/http.ts'
import { importFile } from '../support/imports.ts'
import { runOperators, withoutOperators } from '../support/operators.ts'
import { completeSignUp, enrol, mailSignUpLink, newPassword, newSlug, type Session } from '../support/users.ts'
import { useVisitors } from './browser.ts'
import { openInGerman, signInInGerman } from './german-steps.ts'
import { pages, type Shot } from './page-list.ts'
import { createFinder, textsOn } from './page-texts.ts'

const { mailboxUrl } = inject('target')
const visit = useVisitors()

/** Words that most English sentences have and no German one; dates and amounts as only English writes them. */
const english =
  /\b(?:the|and|your|you|with|of|is|are|not|to|for|from|by|records|loading)\b|\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|[€$£]\s?\d|\d,\d{3}|\b\d+\.\d\d\s?[€$£]/i

/** What people wrote: addresses, and the reasons of operators in other tests. */
const written = /\S+@\S+|They (?:asked|pay) for \w+(?: too)?/g

describe.skipIf(!mailboxUrl)('[P12] a German page', () => {
  test('has no English text, writes dates, numbers and money as Germans do, and fits 320 px', async () => {
    const { page, allow } = await visit()
    allow(/status of 4(?:0[0134]|10)/)
    const { check, said } = await createCheck(page)
    await openInGerman(page, '/sign-in')
    const open = async ({ name, route, open = each => each.goto(route) }: Shot) => {
      await open(page)
      await check(name)
    }
    for (const shot of pages.filter(({ as }) => as === 'visitor')) await open(shot)
    const owner = await createOwner()
    const jobs = await fillTenant(owner.token)
    await signInInGerman(page, owner)
    for (const shot of pages.filter(({ as }) => as === 'owner')) await open(shot)
    for (const [name, path] of Object.entries(jobs)) {
      await page.goto(path)
      await page.getByRole('table').waitFor()
      await check(name)
    }
    for (const name of ['orders', 'order', 'dashboard', 'report'])
      expect.soft(said.get(name), name).toMatch(/283\.500,00\s€/)
    for (const name of ['order', 'report', 'audit-log', 'account'])
      expect.soft(said.get(name), name).toMatch(/\b\d\d?\.\d\d?\.20\d\d/)
    expect.soft(said.get('usage')).toMatch(/\d\.\d{3}\b/)
  })

  test('of the API reference marks what is English, and only that', async () => {
    const { page } = await visit()
    await openInGerman(page, '/docs#orders.create')
    await page.getByRole('button', { name: 'curl-Befehl kopieren' }).waitFor()
    await page.evaluate(`document.querySelectorAll('main details').forEach(details => { details.open = true })`)
    const marked = (await textsOn(page, 'en')).map(text => text.trim())
    for (const text of [
      endpoints['orders.create'].summary,
      'Orders, from draft to delivery',
      '1 to 200 characters, one line',
      problems['not-found'].title,
      scopes['orders:write'],
    ])
      expect.soft(marked).toContain(text)
    expect.soft((await createFinder('de'))(marked)).toEqual([])
    await (await createCheck(page)).check('the API reference')
  })
})

test('a page in English is found to be English', async () => {
  const { page } = await visit()
  await page.goto('/sign-in')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  const found = (await createFinder('en'))(await textsOn(page, 'en'))
  expect(found).toEqual(expect.arrayContaining(['Sign in', 'Email', 'Password', 'Create a workspace']))
})

describe.skipIf(withoutOperators)(`[P8] [P12] the operator console${withoutOperators}`, () => {
  test('has no English text in German', async () => {
    const operator = await createOwner()
    const code = await enrolForCodes(operator.token)
    await runOperators('add', operator.email)
    const { page, allow } = await visit()
    // The sign-in that asks for the code.
    allow(/status of 401/)
    const { check } = await createCheck(page)
    await signInInGerman(page, { ...operator, code: code() })
    await page.goto('/operator')
    await page.getByRole('textbox', { name: 'Code' }).fill(code())
    await page.getByRole('button', { name: 'Konsole öffnen' }).click()
    const tenant = page.locator('a[href^="/operator/tenants/"]').first()
    await tenant.waitFor()
    await check('the tenants')
    for (const name of ['/operator/security', '/operator/log', '/operator']) {
      await page.locator(`a[href="${name}"]`).click()
      await page.waitForURL(`**${name}`)
      await check(name)
    }
    await tenant.click()
    await page.waitForURL('**/operator/tenants/*')
    await check('a tenant')
  })
})

/** Checks one page after another, and keeps what each says. */
async function createCheck(page: Page) {
  const findEnglish = await createFinder('en')
  const said = new Map<string, string>()
  await page.setViewportSize({ width: 320, height: 720 })
  const check = async (name: string) => {
    const texts = (await textsWhenLoaded(page)).map(text => text.replace(written, ''))
    expect.soft(await page.evaluate('document.documentElement.lang'), name).toBe('de')
    expect.soft([...findEnglish(texts), ...texts.filter(text => english.test(text))], name).toEqual([])
    expect.soft(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(320)
    said.set(name, texts.join('\n'))
  }
  return { check, said }
}

async function textsWhenLoaded(page: Page): Promise<string[]> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await expect.poll(() => page.getByText(/(?:wird|werden) geladen/).count()).toBe(0)
  await page.waitForLoadState('networkidle')
  return textsOn(page, 'de')
}

/** Somebody whose name and tenant have no English words. */
async function createOwner() {
  const [slug, password] = [newSlug(), newPassword]
  const email = `inhaber@${slug}.test`
  const link = await mailSignUpLink(email)
  const answer = await completeSignUp(link, { slug, name: 'Möbel Keller' }, { name: 'Zoë Keller' })
  return { email, password, token: answer.json<Session>().accessToken }
}

/** Gives somebody a second factor, and its codes one by one. */
async function enrolForCodes(token: string): Promise<() => string> {
  const { confirmed } = await enrol(token, newPassword)
  const codes = [...confirmed.recoveryCodes]
  return () => codes.pop() ?? ''
}

/** Two orders, of which one is paid, a report of them, and an import of a file with a bad line. */
async function fillTenant(token: string): Promise<Record<'report' | 'import', string>> {
  const line = { sku: 'STUHL-1', description: 'Stuhl', quantity: 1_500, unitPriceMinor: 18_900 }
  const json = { customerName: 'Zoë Keller', customerEmail: 'zoe@keller.example', currency: 'EUR', lines: [line] }
  await call('/api/orders', { method: 'POST', token, json })
  const order = (await call('/api/orders', { method: 'POST', token, json })).json<{ id: string }>()
  for (const [index, to] of ['placed', 'paid'].entries()) {
    const headers = { 'if-match': `"${index + 1}"` }
    await call(`/api/orders/${order.id}/transitions`, { method: 'POST', token, json: { to }, headers })
  }
  const now = Date.now()
  const period = { createdFrom: new Date(now - 86_400_000).toISOString(), createdBefore: new Date(now).toISOString() }
  const report = (await call('/api/reports', { method: 'POST', token, json: period })).json<{ id: string }>()
  const { id } = await importFile(token, exampleFileOf('text/csv').replace('EUR', 'XXX'))
  return { report: `/reports/${report.id}`, import: `/orders/imports/${id}` }
}
