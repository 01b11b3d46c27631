import {
  auditEvents,
  chainFaults,
  fieldFaults,
  fileFaults,
  problems,
  roleDescriptions,
  roleNames,
  scopes,
} from '@palisade/contracts'
import { wordsOf } from './src/lib/contract-texts.ts'

const summaries = Object.values(auditEvents).map(({ summary }) => summary)

/** The words in facts of the audit trail. Scopes, which have a colon, are not translated. */
const factWords = Object.values(auditEvents).flatMap(({ facts }) =>
  Object.entries(facts).flatMap(([name, fact]) => [wordsOf(name), ...('of' in fact ? fact.of : [])]),
)

/**
 * The texts of the contracts that the pages show. The contracts state them in English, so they are messages without a macro:
 * lingui.config.ts adds them to the catalogs, with the text as the id. `translate` (lib/contract-texts.ts) shows them.
 */
export const contractMessages: readonly string[] = [
  ...new Set([
    ...Object.values(problems).map(({ title }) => title),
    ...Object.values(fieldFaults),
    ...Object.values(fileFaults),
    ...Object.values(scopes),
    ...roleNames,
    ...Object.values(roleDescriptions),
    ...summaries,
    ...Object.values(chainFaults),
    ...factWords.filter(word => !word.includes(':')),
  ]),
]
