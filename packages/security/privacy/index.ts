export { MASK, maskFields, sensitivePaths } from './mask-fields.ts'
export { subjectHash, subjectHashKey } from './subject-hash.ts'
