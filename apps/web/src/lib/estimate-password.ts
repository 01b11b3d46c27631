import { faultOfPassword, passwordLength } from '@palisade/contracts'
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import graphs from '@zxcvbn-ts/language-common/dist/adjacencyGraphs.json.mjs'
import words from '@zxcvbn-ts/language-common/dist/diceware.json.mjs'

/** Large, so import this file lazily. It works on the device alone: nothing of a password leaves it. */
const estimator = new ZxcvbnFactory({ dictionary: { words }, graphs, maxLength: passwordLength.maximum })

export const strengths = ['weak', 'fair', 'strong'] as const

export type Strength = (typeof strengths)[number]

/**
 * How many guesses an attacker needs who tries words, keyboard rows, dates and repetitions first, as a power of ten. Below
 * 10 a thief of the hashes finds the password; from 14 on, which four unrelated words reach, it is out of reach.
 */
const fairFrom = 10
const strongFrom = 14

/** @param email whose words count as known to the attacker */
export function estimatePassword(password: string, email: string): Strength {
  if (faultOfPassword(password)) return 'weak'
  const known = ['palisade', email, ...email.split(/[^\p{L}\p{N}]+/u)].filter(word => word.length > 2)
  const { guessesLog10 } = estimator.check(password.normalize('NFKC'), known)
  if (guessesLog10 < fairFrom) return 'weak'
  return guessesLog10 < strongFrom ? 'fair' : 'strong'
}
