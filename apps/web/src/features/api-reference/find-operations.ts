import { nameOf, type Operation, type Reference, type Schema, type Tag } from './reference.ts'

type Schemas = Reference['schemas']

/**
 * The tags and operations that contain every word, in any order. Without words, all of them. Names come first: descriptions,
 * fields and errors are searched only for words that no operation has in its path, summary, scopes or parameters.
 */
export function findOperations({ tags, schemas }: Pick<Reference, 'tags' | 'schemas'>, words: string): readonly Tag[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const find = (textOf: (operation: Operation) => string) =>
    tags
      .map(tag => ({
        ...tag,
        operations: tag.operations.filter(operation => {
          const text = `${tag.name} ${textOf(operation)}`.toLowerCase()
          return wanted.every(word => text.includes(word))
        }),
      }))
      .filter(tag => tag.operations.length > 0)
  const named = find(namesOf)
  return named.length > 0 ? named : find(operation => `${namesOf(operation)} ${detailsOf(operation, schemas)}`)
}

function namesOf({ operationId, method, path, summary, security, parameters }: Operation): string {
  const scopes = security.flatMap(schemes => Object.values(schemes).flat())
  return [operationId, method, path, summary, ...scopes, ...parameters.map(({ name }) => name)].join(' ')
}

/** What the page shows of an operation only when its details are open. */
function detailsOf({ description, parameters, requestBody, responses }: Operation, schemas: Schemas): string {
  const answers = Object.values(responses)
  // Of errors, the page shows the description alone.
  const successes = Object.entries(responses).flatMap(([status, answer]) => (status.startsWith('2') ? [answer] : []))
  const bodies = [requestBody, ...successes].flatMap(body => Object.values(body?.content ?? {}))
  return [
    description,
    ...parameters.flatMap(parameter => [parameter.description, ...wordsIn(parameter.schema, schemas)]),
    ...answers.map(answer => answer.description),
    ...bodies.flatMap(({ schema }) => wordsIn(schema, schemas)),
  ].join(' ')
}

/** The descriptions, and the names and values of fields. */
function wordsIn({ $ref, description, properties, items, anyOf, ...schema }: Schema, schemas: Schemas): unknown[] {
  if ($ref) return wordsIn(schemas[nameOf($ref)] ?? {}, schemas)
  const parts = [...Object.values(properties ?? {}), ...(items ? [items] : []), ...(anyOf ?? [])]
  return [
    description,
    ...(schema.enum ?? []),
    ...Object.keys(properties ?? {}),
    ...parts.flatMap(part => wordsIn(part, schemas)),
  ]
}
