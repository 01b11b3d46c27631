export {
  type ApiKeyFormat,
  createApiKey,
  hashApiKey,
  type NewApiKey,
  type ParsedApiKey,
  parseApiKey,
} from './api-key.ts'
export { createDeviceToken, type DeviceTokenOptions, readDeviceToken } from './known-device.ts'
export { createLinkToken, hashLinkToken } from './link-token.ts'
export {
  areOfOnePassword,
  hashPassword,
  isOutdatedHash,
  type PasswordLimit,
  renewHash,
  verifyPassword,
} from './password-hash.ts'
export { createRecoveryCodes, hashRecoveryCode } from './recovery-codes.ts'
export {
  createRefreshToken,
  decideRotation,
  hashAttemptId,
  hashRefreshToken,
  newSuccessorSalt,
  type Presented,
  type RefreshTokenRow,
  type RetryLimits,
  type RotationDecision,
  successorOf,
} from './refresh-token.ts'
export { openSecret, sealingKeyLength, sealSecret } from './sealed-secret.ts'
export { enrolTotp, type TotpCheck, type TotpVerification, verifyTotp } from './totp.ts'
export { TooBusyError } from './work-gate.ts'
