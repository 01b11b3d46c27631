export { hashPassword, isOutdatedHash, passwordLength, refusePassword, verifyPassword } from './password.ts'
export {
  createRefreshToken,
  decideRotation,
  hashRefreshToken,
  isRefreshToken,
  newSuccessorSalt,
  type RefreshTokenRow,
  type RotationDecision,
  rotationGraceMs,
  successorOf,
} from './refresh-token.ts'
export { TooBusyError } from './work-gate.ts'
