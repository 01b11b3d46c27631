import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createSelfSignedCertificate } from '../../infra/secrets/certificate.ts'
import { call } from '../support/http.ts'
import { addFrontend } from '../support/tenant-frontend.ts'
import { signIn } from '../support/users.ts'
import { args } from './browser.ts'

const { baseUrl, dnsRecordsFile, password } = inject('target')
const isHttps = baseUrl.startsWith('https:')
const title = `a verified page on the site of the API${dnsRecordsFile ? '' : ', where the DNS cannot be written'}`

/** One site for browsers: cookies with SameSite=Strict go from a page of one to the other. */
const hosts = ['acme.example.com', 'globex.example.com'] as const

/** What the API got of the browser's cookies. */
const cookies: (string | undefined)[] = []
let server: Server
let browser: Browser
let port: number
let removeFrontend: (() => Promise<unknown>) | undefined

/** Serves a page of globex on one host, and passes what it sends to another on to the API under test. */
async function startSite(): Promise<Server> {
  const { certificatePem: cert, privateKeyPem: key } = await createSelfSignedCertificate(hosts)
  const site = createServer({ cert, key }, async (request, response) => {
    const { method = '', url = '', headers } = request
    if (headers.host?.startsWith('globex.')) {
      response.setHeader('content-type', 'text/html').end('<p>Globex</p>')
      return
    }
    if (method !== 'OPTIONS') cookies.push(headers.cookie)
    const body = await text(request)
    const { host: _, connection: __, ...own } = headers as Record<string, string>
    const answer = await call(url, { method, headers: own, ...(body && { body }) })
    const { 'transfer-encoding': ___, connection: ____, 'keep-alive': _____, ...answered } = answer.headers
    response.writeHead(answer.status, answered).end(answer.text)
  })
  await once(site.listen(0, '127.0.0.1'), 'listening')
  return site
}

describe.skipIf(!dnsRecordsFile)(title, () => {
  beforeAll(async () => {
    server = await startSite()
    port = (server.address() as AddressInfo).port
    removeFrontend = await addFrontend('globex', `https://globex.example.com:${port}`)
    const resolve = '--host-resolver-rules=MAP *.example.com 127.0.0.1'
    const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
    browser = await chromium.launch({ executablePath, args: [...args, resolve] })
  })

  afterAll(async () => {
    await browser?.close()
    await removeFrontend?.()
    server?.close()
  })

  test('[S76] gets no token of another tenant’s user, whose cookie the browser sends along, and ends no session', async () => {
    const { headers } = await signIn('member@acme.test', 'cookie')
    const [name = '', value = ''] = headers['set-cookie']?.[0]?.split(';')[0]?.split('=') ?? []
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const cookie = { name, value, url: `https://acme.example.com:${port}/` }
    await context.addCookies([{ ...cookie, httpOnly: true, secure: true, sameSite: 'Strict' }])
    const page = await context.newPage()
    await page.goto(`https://globex.example.com:${port}/`)
    const send = (method: string) =>
      page.evaluate(`fetch('https://acme.example.com:${port}/api/auth/refresh', {
        method: '${method}',
        credentials: 'include',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }).then(async answer => ({ status: answer.status, text: await answer.text() }))`) as Promise<{
        status: number
        text: string
      }>

    const answers = [await send('POST'), await send('DELETE')]
    expect(cookies).toEqual([`${name}=${value}`, `${name}=${value}`])
    expect(answers.map(({ status }) => status)).toEqual([403, 403])
    for (const { text } of answers) expect(JSON.parse(text)).toMatchObject({ code: 'origin-not-allowed' })
    expect(await context.cookies('https://acme.example.com/api/auth/refresh')).toMatchObject([{ name, value }])
    const own = { cookie: `${name}=${value}` }
    expect((await call('/api/auth/refresh', { method: 'POST', headers: own })).status).toBe(200)
  })

  test('[S76] cannot sign its visitor in for the pages of the platform', async () => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const page = await context.newPage()
    await page.goto(`https://globex.example.com:${port}/`)
    const signInWith = (more: object) =>
      page.evaluate(`fetch('https://acme.example.com:${port}/api/auth/sign-in', {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': 'application/json' },
        body: ${JSON.stringify(JSON.stringify({ email: 'member@globex.test', password, ...more }))},
      }).then(answer => answer.status)`)
    expect(await signInWith({})).toBe(403)
    expect(await signInWith({ refreshTokenIn: 'body' })).toBe(200)
    expect(await context.cookies('https://acme.example.com/api/auth/refresh')).toEqual([])
  })

  test.runIf(isHttps)('[S18] cannot set the session cookie of a sibling subdomain', async () => {
    const { headers } = await signIn('member@globex.test', 'cookie')
    const pair = headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const page = await context.newPage()
    await page.goto(`https://globex.example.com:${port}/`)
    const unprefixed = pair.replace('__Host-', '')
    for (const cookie of [pair, unprefixed]) {
      await page.evaluate(`document.cookie = ${JSON.stringify(`${cookie}; Domain=example.com; Path=/; Secure`)}`)
    }
    // The browser takes the one without the prefix, which nobody reads.
    const taken = await context.cookies('https://acme.example.com/api/auth/refresh')
    expect(taken.map(({ name, value }) => `${name}=${value}`)).toEqual([unprefixed])
    const answer = await call('/api/auth/refresh', { method: 'POST', json: {}, headers: { cookie: unprefixed } })
    expect(answer.status).toBe(401)
  })
})
