import type { ResponseOf } from '@palisade/contracts'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { call } from '../support/http.ts'
import { grayPng } from '../support/images.ts'
import { addFrontend } from '../support/tenant-frontend.ts'
import { type TenantSlug, tokenOf } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { args } from './browser.ts'

const { webOrigin, dnsRecordsFile, administration } = inject('target')
const { port, protocol } = new URL(webOrigin)

/** Tenants have pages on the edge of an architecture whose edge serves every host. */
const reason = !dnsRecordsFile
  ? ', where the DNS cannot be written'
  : protocol !== 'https:' || administration
    ? ', where tenants have no pages of their own'
    : ''

const originOf = (slug: TenantSlug) => `https://${slug}.example.com:${port}`

/** Color and brightness of the logo. */
const looks = { acme: { color: '7c2d12', gray: 30 }, globex: { color: '1e3a8a', gray: 220 } } as const

type Looks = { accent: string; brightness?: number }

describe.skipIf(reason !== '')(`[S76] [P12] the branding of a tenant${reason}`, () => {
  const logos: Partial<Record<TenantSlug, string>> = {}
  const undo: (() => Promise<unknown>)[] = []
  let browser: Browser

  async function dress(slug: TenantSlug): Promise<void> {
    const token = await tokenOf('owner', slug)
    const { color, gray } = looks[slug]
    const setColor = (value: string) =>
      call('/api/tenant', { method: 'PATCH', token, json: { color: value }, headers: { 'if-match': '*' } })
    await setColor(color)
    const image = { body: grayPng(gray), headers: { 'content-type': 'image/png' } }
    const set = await call('/api/tenant/logo', { method: 'POST', token, ...image })
    const { logo } = set.json<ResponseOf<'tenant.set-logo'>>()
    if (logo) logos[slug] = logo
    const removeFrontend = await addFrontend(slug, originOf(slug))
    undo.push(
      removeFrontend,
      () => call('/api/tenant/logo', { method: 'DELETE', token }),
      () => setColor(''),
    )
  }

  beforeAll(async () => {
    await dress('acme')
    await dress('globex')
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [...args, '--host-resolver-rules=MAP *.example.com 127.0.0.1'],
    })
  })

  afterAll(async () => {
    await browser?.close()
    for (const step of undo) await step()
  })

  /** Opens the sign-in page of an origin, and tells which logos it asked for. */
  async function open(origin: string): Promise<{ page: Page; asked: string[] }> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB', colorScheme: 'light' })
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', request => {
      const [, hash] = /\/api\/logos\/(\w+)$/.exec(request.url()) ?? []
      if (hash) asked.push(hash)
    })
    await page.goto(`${origin}/sign-in`)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    return { page, asked }
  }

  /** The accent of the page, and how bright the middle of its logo is. */
  const looksOf = (page: Page) =>
    page.evaluate(`(async () => {
      const accent = document.documentElement.style.getPropertyValue('--color-accent')
      const image = document.querySelector('aside img')
      if (!image) return { accent }
      await image.decode()
      const canvas = new OffscreenCanvas(8, 8).getContext('2d')
      canvas.drawImage(image, 0, 0, 8, 8)
      return { accent, brightness: canvas.getImageData(4, 4, 1, 1).data[0] }
    })()`) as Promise<Looks>

  test.each(['acme', 'globex'] as const)(
    'shows on the sign-in page of its own domain, and nothing of another tenant does: %s',
    async slug => {
      const { page, asked } = await open(originOf(slug))
      await page.locator('aside img').waitFor()
      const { accent, brightness } = await looksOf(page)
      expect(accent).toContain(`#${looks[slug].color}`)
      expect(Math.abs((brightness ?? 0) - looks[slug].gray)).toBeLessThan(3)
      expect(asked).toEqual([logos[slug]])
      const other = slug === 'acme' ? 'Globex Supplies' : 'Acme Trading'
      const own = slug === 'acme' ? 'Acme Trading' : 'Globex Supplies'
      await page.getByRole('complementary').getByText(own).waitFor()
      expect(await page.content()).not.toContain(other)
      await expectAccessible(page, `the sign-in page of ${slug}`)
    },
  )

  test('shows nowhere else: not on the platform’s own pages, and not on a domain that nobody has verified', async () => {
    for (const origin of [webOrigin, `https://initech.example.com:${port}`]) {
      const { page, asked } = await open(origin)
      await page.waitForLoadState('networkidle')
      await page.getByRole('complementary').getByText('Palisade', { exact: true }).waitFor()
      expect(await looksOf(page)).toEqual({ accent: '' })
      expect(asked).toEqual([])
    }
  })
})
