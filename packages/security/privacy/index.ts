export { escapeForTerminal } from './escape-for-terminal.ts'
export { type PseudonymFormat, subjectHash, subjectHashKey } from './subject-hash.ts'
