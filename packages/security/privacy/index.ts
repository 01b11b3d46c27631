export { type PseudonymFormat, subjectHash, subjectHashKey } from './subject-hash.ts'
