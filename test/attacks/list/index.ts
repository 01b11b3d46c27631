import type { Attack } from '../attack.ts'
import { accessAttacks } from './access.ts'
import { connectionAttacks } from './connections.ts'
import { floods } from './floods.ts'
import { injections } from './injection.ts'
import { originAttacks } from './origins.ts'
import { requestAttacks } from './requests.ts'
import { answerAttacks } from './response-data.ts'
import { tokenAttacks } from './tokens.ts'

/** Every attack, by what it tries. */
export const attacks: Readonly<Record<string, readonly Attack[]>> = {
  Injection: injections,
  'Tokens and keys': tokenAttacks,
  Origins: originAttacks,
  'Floods and guesses': floods,
  Access: accessAttacks,
  Requests: requestAttacks,
  Connections: connectionAttacks,
  Answers: answerAttacks,
}
