import { randomUUID } from 'node:crypto'
import { mailLimits } from '@palisade/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../app-for-tests.ts'

let api: TestApp
let nowMs = Date.now()

beforeAll(async () => {
  api = await startTestApp({ now: () => nowMs })
})

afterAll(() => api?.stop())

/** Asks for a mail to an address of its own, two seconds later: the limit of requests is not what refuses it. */
function requestMail(path: string, ip: string) {
  nowMs += 2_000
  return api.post(path, { email: `${randomUUID()}@example.test` }, { ip })
}

test('[S96] the mails that one network causes are limited together, whatever they are for, and other networks get theirs', async () => {
  const paths = ['/api/auth/sign-up', '/api/auth/password-reset']
  const { limit, windowMs } = mailLimits.perIp
  for (let mail = 0; mail < limit; mail++) {
    const answer = await requestMail(paths[mail % 2] as string, `2001:db8:1:1::${mail.toString(16)}`)
    expect(answer.status, `mail ${mail}`).toBe(202)
  }
  for (const path of paths) {
    const { status, headers, body } = await requestMail(path, '2001:db8:1:1:ffff::1')
    expect({ status, ...body }).toMatchObject({
      status: 429,
      code: 'quota-exceeded',
      'violated-policies': ['mails-ip'],
    })
    expect(Number(headers['retry-after'])).toBeGreaterThan(60)
    expect((await requestMail(path, '2001:db8:1:2::1')).status).toBe(202)
  }
  expect(await api.db.forIdentity(tx => tx.mailedLink.count())).toBe(limit + paths.length)
  nowMs += 2 * windowMs
  expect((await requestMail('/api/auth/sign-up', '2001:db8:1:1::1')).status).toBe(202)
})
