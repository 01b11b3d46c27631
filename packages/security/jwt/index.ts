export { type BearerProblem, bearerChallenge, readBearerToken } from './bearer.ts'
export type { AccessClaims } from './claims.ts'
export { assertClaimsRule, type ClaimsResult, type ClaimsRule, checkClaims, type RuleClaims } from './claims-rule.ts'
export {
  type AssertionRules,
  type ClientAssertion,
  createDecoyKeys,
  readClientAssertion,
  refuseAssertion,
} from './client-assertion.ts'
export { importClientKey } from './client-key.ts'
export { type PublicJwk, thumbprint, type VerificationKey } from './jwk.ts'
export { KeyError, type KeyErrorCode } from './key-error.ts'
export { type KeyFile, readKeyFiles, signingSince } from './key-file.ts'
export { type KeyFolderOptions, loadKeyRing } from './key-folder.ts'
export { generateKey, promoteKey, publishAheadMs, removableAtMs, removeKey, retireKey } from './key-lifecycle.ts'
export { type KeyRing, keyRingFromJson, keyRingFromSigner, type Signer } from './key-ring.ts'
export { type RotationOptions, type RotationStep, rotateKeys } from './key-rotation.ts'
export { type Algorithm, algorithms, isAlgorithm } from './signature-algorithms.ts'
export {
  createTokenIssuer,
  type IssuedToken,
  type TokenIssuer,
  type TokenIssuerOptions,
  type TokenSubject,
} from './token-issuer.ts'
export {
  createTokenVerifier,
  type RefusedTokenReason,
  refusedTokenReasons,
  type TokenVerification,
  type TokenVerifier,
  type TokenVerifierOptions,
} from './token-verifier.ts'
