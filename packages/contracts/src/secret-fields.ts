import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints/index.ts'
import { ProblemSchema } from './problems.ts'
import { fieldsOf } from './schema.ts'
import { kindOf } from './value-kind.ts'

/** Every schema of a request or an answer. */
function declaredSchemas(): object[] {
  const parts = Object.values<Endpoint>(endpoints).flatMap(({ request, responses }) => [
    ...Object.values(request),
    ...Object.values(responses),
  ])
  return [ProblemSchema, ...parts].filter(schema => schema !== null && schema !== undefined)
}

/**
 * The paths of all fields of kind `secret`, for code that must mask them, such as the logger.
 *
 * @param schemas default: the schemas of all requests and responses
 * @returns for each field the names that lead to it; `*` stands for each item of an array
 */
export function secretFields(schemas: readonly object[] = declaredSchemas()): readonly (readonly string[])[] {
  const secrets = schemas.flatMap(schema => fieldsOf(schema)).filter(({ schema }) => kindOf(schema) === 'secret')
  return [...new Map(secrets.map(({ path }) => [path.join('.'), path])).values()]
}
