import { Secret, TOTP } from 'otpauth'

export type TotpVerification =
  /** `step` is the time step of the code: store it, and pass it as `lastUsedStep` next time. */
  | { readonly ok: true; readonly step: number }
  | { readonly ok: false; readonly reason: 'format' | 'wrong' | 'replayed' }

export type TotpFormat = {
  /** Digits of a code. Most apps show six, and some ignore any other number. */
  readonly digits: number
}

export type TotpCheck = TotpFormat & {
  /** The user's secret, in base32. */
  readonly secret: string
  readonly code: string
  /** The step of the last code that was accepted, or null before the first. */
  readonly lastUsedStep: number | null
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

/** RFC 4226 §4 R6 advises 160 bits. The rest is what every authenticator app takes for granted. */
const secretBytes = 20
const periodSeconds = 30
/** One step either way, for clocks and slow fingers (RFC 6238 §5.2). */
const window = 1

/**
 * A new second factor. Store the secret encrypted, show the address as a QR code, and switch the factor on when
 * {@link verifyTotp} has accepted a first code.
 *
 * @returns the secret in base32, and an `otpauth://` address for the app
 */
export function enrolTotp({
  issuer,
  account,
  digits,
}: TotpFormat & { readonly issuer: string; readonly account: string }): { secret: string; uri: string } {
  const secret = new Secret({ size: secretBytes })
  const totp = new TOTP({ issuer, label: account, secret, digits, period: periodSeconds })
  return { secret: secret.base32, uri: totp.toString() }
}

/**
 * Checks a code. It refuses a code that was used or is older than the last one used, so a code that somebody read over a
 * shoulder does not work (RFC 6238 §5.2). The caller stores the step in one conditional update, so that only one of two
 * requests with the same code succeeds: `set last_used_step = $step where last_used_step is null or last_used_step < $step`.
 *
 * @throws {TypeError} when the stored secret is not base32
 */
export function verifyTotp({ secret, code, digits, lastUsedStep, nowMs }: TotpCheck): TotpVerification {
  if (code.length !== digits || !/^\d+$/.test(code)) return { ok: false, reason: 'format' }
  const totp = new TOTP({ secret: Secret.fromBase32(secret), digits, period: periodSeconds })
  const delta = totp.validate({ token: code, timestamp: nowMs, window })
  if (delta === null) return { ok: false, reason: 'wrong' }
  const step = Math.floor(nowMs / 1000 / periodSeconds) + delta
  return lastUsedStep !== null && step <= lastUsedStep ? { ok: false, reason: 'replayed' } : { ok: true, step }
}
