import { Type } from 'typebox'
import { credentialFormats, recoveryCodeFormat, totpFormat } from '../credentials.ts'
import { declare, type Endpoint } from '../endpoint.ts'
import { Password, RefreshTokenIn, Session } from './auth.ts'
import { secret, strictObject } from './schemas.ts'

/** Authenticator apps print `123 456`, and recovery codes have dashes: blanks and dashes may stand anywhere. */
const separators = '[ \\u00a0\\u2009\\u202f\\-]*'
const totp = `(?:[0-9]${separators}){${totpFormat.digits}}`
/** Crockford's base32 in either case, with the letters that are read as 0 and 1. */
const recoveryCode = `(?:[0-9A-TV-Za-tv-z]${separators}){${recoveryCodeFormat.chars}}`

/** Six digits of an authenticator app. What has another form is refused, and is no failed attempt. */
const TotpCode = secret({
  pattern: `^${separators}${totp}$`,
  maxLength: 40,
  examples: ['123456'],
})
/** The same, or a recovery code. */
export const Code = secret({
  pattern: `^${separators}(?:${totp}|${recoveryCode})$`,
  maxLength: 40,
  examples: ['123456'],
})
const Challenge = secret({
  pattern: `^${credentialFormats.accessToken}$`,
  maxLength: 1500,
  examples: ['header.claims.signature'],
})
const RecoveryCodes = Type.Array(secret())

const signedIn = { access: 'signed-in', crossOrigin: true } as const satisfies Partial<Endpoint>
const readSecondFactor = declare({
  ...signedIn,
  id: 'second-factor.read',
  method: 'GET',
  path: '/api/auth/second-factor',
  summary: 'Show whether the signed-in user has a second factor, and how many recovery codes are left',
  limit: 'read',
  maxBodyBytes: 0,
  request: {},
  responses: { 200: strictObject({ enabled: Type.Boolean(), recoveryCodesLeft: Type.Integer() }) },
})

const enrolSecondFactor = declare({
  ...signedIn,
  id: 'second-factor.enrol',
  method: 'POST',
  path: '/api/auth/second-factor/enrolment',
  summary: 'Create a secret for an authenticator app. It is shown only once, and takes effect when a code confirms it.',
  limit: 'session',
  maxBodyBytes: 4 * 1024,
  audit: { none: 'an authenticator app counts only once a code has confirmed it' },
  request: { body: strictObject({ password: Password }) },
  responses: {
    201: strictObject({
      secret: secret(),
      uri: secret({ description: 'For a QR code: `otpauth://totp/…`' }),
    }),
  },
  problems: ['invalid-credentials', 'second-factor-present'],
})

const confirmSecondFactor = declare({
  ...signedIn,
  id: 'second-factor.confirm',
  method: 'POST',
  path: '/api/auth/second-factor/confirmation',
  summary: 'Switch the second factor on with a first code. The recovery codes are shown only once.',
  limit: 'session',
  maxBodyBytes: 1024,
  audit: ['second-factor.enabled'],
  request: { body: strictObject({ code: TotpCode }) },
  responses: { 200: strictObject({ session: Session, recoveryCodes: RecoveryCodes }) },
  problems: ['invalid-code', 'no-second-factor', 'second-factor-present'],
})

const answerChallenge = declare({
  id: 'second-factor.answer',
  method: 'POST',
  path: '/api/auth/second-factor',
  summary: 'Complete a sign-in with its challenge and a code',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 2048,
  crossOrigin: true,
  cookies: ['refresh_token'],
  audit: ['auth.sign-in'],
  request: { body: strictObject({ challenge: Challenge, code: Code, refreshTokenIn: RefreshTokenIn }) },
  responses: { 200: Session },
  problems: ['invalid-token', 'invalid-code'],
})

const stepUp = declare({
  ...signedIn,
  id: 'second-factor.step-up',
  method: 'POST',
  path: '/api/auth/step-up',
  summary: 'Exchange a code for an access token with the time of this verification',
  limit: 'session',
  maxBodyBytes: 1024,
  audit: ['second-factor.step-up'],
  request: { body: strictObject({ code: Code }) },
  responses: { 200: Session },
  problems: ['invalid-code', 'no-second-factor'],
})

const renewRecoveryCodes = declare({
  ...signedIn,
  id: 'second-factor.renew-codes',
  method: 'POST',
  path: '/api/auth/second-factor/recovery-codes',
  summary: 'Replace the recovery codes. The new ones are shown only once.',
  limit: 'write',
  maxBodyBytes: 0,
  audit: ['second-factor.codes-renewed'],
  request: {},
  responses: { 200: strictObject({ recoveryCodes: RecoveryCodes }) },
  problems: ['stronger-sign-in-required', 'no-second-factor'],
})

const disableSecondFactor = declare({
  ...signedIn,
  id: 'second-factor.disable',
  method: 'DELETE',
  path: '/api/auth/second-factor',
  summary: 'Switch the second factor off',
  limit: 'write',
  maxBodyBytes: 0,
  audit: ['second-factor.disabled'],
  request: {},
  responses: { 204: null },
  problems: ['stronger-sign-in-required'],
})

export const secondFactorEndpoints = [
  readSecondFactor,
  enrolSecondFactor,
  confirmSecondFactor,
  answerChallenge,
  stepUp,
  renewRecoveryCodes,
  disableSecondFactor,
] as const
