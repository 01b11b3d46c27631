import { recoveryCodeFormat, totpFormat } from '@palisade/contracts'
import type { IdentityDb } from '@palisade/db'
import {
  createRecoveryCodes,
  enrolTotp,
  hashRecoveryCode,
  openSecret,
  sealSecret,
  verifyTotp,
} from '@palisade/security/credentials'
import type { Member } from './member.ts'
import { outdateTokens } from './session-ends.ts'

export async function hasSecondFactor(db: IdentityDb, userId: string): Promise<boolean> {
  return (await db.secondFactor.count({ where: { userId, confirmedAt: { not: null } } })) > 0
}

/** Stores a secret, which is not active until a code confirms it. Enrolling again replaces an unconfirmed secret. */
export async function enrolSecondFactor(db: IdentityDb, { userId, email }: Member, dataKey: Buffer) {
  const { secret, uri } = enrolTotp({ issuer: 'Palisade', account: email, ...totpFormat })
  await db.secondFactor.deleteMany({ where: { userId, confirmedAt: null } })
  await db.secondFactor.create({ data: { userId, sealedSecret: sealSecret(dataKey, userId, secret) } })
  return { secret, uri }
}

/** Removes the factor. Invalidates access tokens, because they may say that a code was entered. */
export async function removeSecondFactor(db: IdentityDb, { userId }: Member): Promise<void> {
  await db.secondFactor.deleteMany({ where: { userId } })
  await db.session.updateMany({ where: { userId }, data: { secondFactorAt: null } })
  await outdateTokens(db, { userId })
}

type Attempt = { userId: string; code: string; dataKey: Buffer }

/** Switches on a factor that is enrolled. Resolves to whether the code was right. */
export async function confirmSecondFactor(db: IdentityDb, attempt: Attempt): Promise<boolean> {
  if (!(await useTotp(db, attempt))) return false
  const { userId } = attempt
  const { count } = await db.secondFactor.updateMany({
    where: { userId, confirmedAt: null },
    data: { confirmedAt: new Date() },
  })
  return count === 1
}

/** Authenticator apps print `123 456`. */
function withoutSeparators(code: string): string {
  return code.replace(/[\s-]/g, '')
}

/**
 * Accepts each code of the app, and each recovery code, once. Resolves to whether it was right. An unconfirmed factor proves
 * nothing: somebody with a stolen access token and the password could have enrolled it.
 */
export async function useCode(db: IdentityDb, attempt: Attempt): Promise<boolean> {
  const { userId, code } = attempt
  if (!(await hasSecondFactor(db, userId))) return false
  if (withoutSeparators(code).length === totpFormat.digits) return useTotp(db, attempt)
  const hash = hashRecoveryCode(code, recoveryCodeFormat)
  if (!hash) return false
  const { count } = await db.recoveryCode.deleteMany({ where: { userId, hash } })
  return count === 1
}

export async function renewRecoveryCodes(db: IdentityDb, userId: string): Promise<string[]> {
  const { codes, hashes } = createRecoveryCodes(recoveryCodeFormat)
  await db.recoveryCode.deleteMany({ where: { userId } })
  await db.recoveryCode.createMany({ data: hashes.map(hash => ({ userId, hash })) })
  return codes
}

/** The step is stored only if it is newer: of two requests with the same code, one wins. */
async function useTotp(db: IdentityDb, { userId, code, dataKey }: Attempt): Promise<boolean> {
  const factor = await db.secondFactor.findUnique({ where: { userId } })
  if (!factor) return false
  const { sealedSecret, lastUsedStep } = factor
  const secret = openSecret(dataKey, userId, sealedSecret)
  const verified = verifyTotp({ secret, code: withoutSeparators(code), ...totpFormat, lastUsedStep, nowMs: Date.now() })
  if (!verified.ok) return false
  const { count } = await db.secondFactor.updateMany({
    where: { userId, OR: [{ lastUsedStep: null }, { lastUsedStep: { lt: verified.step } }] },
    data: { lastUsedStep: verified.step },
  })
  return count === 1
}
