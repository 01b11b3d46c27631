export { createAjv } from './create-ajv.ts'
export { describeErrors } from './describe-errors.ts'
