import { createHash, randomUUID } from 'node:crypto'
import { apiHeaders, type ResponseOf } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { grayPng } from '../support/images.ts'
import { addMember, createTeam } from '../support/teams.ts'
import { addFrontend } from '../support/tenant-frontend.ts'
import { tokenOf } from '../support/users.ts'

type Branding = ResponseOf<'branding.read'>

const { mailboxUrl, dnsRecordsFile } = inject('target')
const nothing = { name: null, color: null, logo: null }

const setColor = (token: string, color: string) =>
  call('/api/tenant', { method: 'PATCH', token, json: { color }, headers: { 'if-match': '*' } })

const setLogo = (token: string, body: Buffer | string, type = 'image/png') =>
  call('/api/tenant/logo', { method: 'POST', token, body, headers: { 'content-type': type } })

describe.skipIf(!mailboxUrl)('the branding of a tenant', () => {
  test('is set by owners and admins, and its logo is served by its hash, as an image and nothing else', async () => {
    const { token } = await createTeam()
    const [admin, member] = [await addMember(token, 'admin'), await addMember(token)]
    expect((await setColor(admin.accessToken, 'c0ffee')).json()).toMatchObject({ color: 'c0ffee', logo: null })
    for (const wrong of ['red', 'C0FFEE', '#c0ffee', 'c0ffee;', 'url(x)']) {
      expectProblem(await setColor(token, wrong), 'validation-failed')
    }
    expectProblem(await setColor(member.accessToken, 'c0ffee'), 'insufficient-scope')
    expectProblem(await setLogo(member.accessToken, grayPng()), 'insufficient-scope')
    expectProblem(
      await setLogo(token, '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'),
      'unsupported-media-type',
    )
    expectProblem(await setLogo(token, '<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unusable-image')
    expectProblem(await setLogo(token, Buffer.alloc(256 * 1024 + 1)), 'body-too-large')

    const set = await setLogo(token, grayPng())
    expect(set.status, set.text).toBe(200)
    const { logo } = set.json<ResponseOf<'tenant.set-logo'>>()
    const me = (await call('/api/auth/me', { token: member.accessToken })).json<ResponseOf<'auth.who-am-i'>>()
    expect(me.tenant).toMatchObject({ color: 'c0ffee', logo })
    const image = await call(`/api/logos/${logo}`)
    expect(image.status).toBe(200)
    expect(image.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=86400, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': apiHeaders['content-security-policy'],
    })
    expectProblem(await call(`/api/logos/${createHash('sha256').update(randomUUID()).digest('hex')}`), 'not-found')
    // Without a page of its own, the tenant shows nothing to anybody.
    expect((await call('/api/branding')).json()).toEqual(nothing)

    const removed = await call('/api/tenant/logo', { method: 'DELETE', token })
    expect(removed.json()).toEqual({ color: 'c0ffee', logo: null })
    expectProblem(await call(`/api/logos/${logo}`), 'not-found')
    expect((await setColor(token, '')).json()).toMatchObject({ color: null })
  })

  test.skipIf(!dnsRecordsFile)('[S76] is shown before sign-in on the verified origin of the tenant alone', async () => {
    const token = await tokenOf('owner', 'globex')
    const origin = `https://${randomUUID()}.globex.example`
    const read = async (headers: Record<string, string> = {}) =>
      (await call('/api/branding', { headers })).json<Branding>()
    await setColor(token, '123456')
    const remove = await addFrontend('globex', origin)
    const shown = await read({ origin })
    expect(shown).toEqual({ name: expect.any(String), color: '123456', logo: null })
    expect(await read()).toEqual(nothing)
    await remove()
    await setColor(token, '')
    expectProblem(await call('/api/branding', { headers: { origin } }), 'origin-not-allowed')
  })
})
