import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../apps/api/src/app-for-tests.ts'
import type { Member } from '../../apps/api/src/resources/auth/member.ts'
import {
  confirmSecondFactor,
  enrolSecondFactor,
  renewRecoveryCodes,
  useCode,
} from '../../apps/api/src/resources/auth/second-factor-store.ts'
import { createAuthenticator } from '../support/clients/authenticator.ts'

let api: TestApp

beforeAll(async () => {
  api = await startTestApp()
})

afterAll(() => api?.stop())

test('[S95] codes and recovery codes of an unconfirmed factor are refused', async () => {
  const dataKey = randomBytes(32)
  const taken = await api.db.forIdentity(async tx => {
    const user = await tx.user.findUniqueOrThrow({ where: { email: 'owner@acme.test' } })
    // Without an entry in each trail of the person, the database commits no new codes.
    for (const { id: object, tenantId } of await tx.membership.findMany({ where: { userId: user.id } })) {
      const actor = { kind: 'system', id: null } as const
      tx.audit({ tenantId, actor, event: 'second-factor.codes-renewed', object, requestId: null, facts: {} })
    }
    const { secret } = await enrolSecondFactor(tx, { ...user, userId: user.id } as unknown as Member, dataKey)
    const [recoveryCode = '', another = ''] = await renewRecoveryCodes(tx, user.id)
    const authenticator = createAuthenticator(secret)
    const use = (code: string) => useCode(tx, { userId: user.id, code, dataKey })
    const before = [await use(await authenticator.nextCode()), await use(recoveryCode)]
    await confirmSecondFactor(tx, { userId: user.id, code: await authenticator.nextCode(), dataKey })
    return [...before, await use(recoveryCode), await use(another)]
  })
  expect(taken).toEqual([false, false, true, true])
})
