import type { Operation, Tag } from './reference.ts'

/** The tags and operations that contain every word, in any order. Without words, all of them. */
export function findOperations(tags: readonly Tag[], words: string): readonly Tag[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return tags
    .map(tag => ({
      ...tag,
      operations: tag.operations.filter(operation => {
        const text = `${tag.name} ${textOf(operation)}`.toLowerCase()
        return wanted.every(word => text.includes(word))
      }),
    }))
    .filter(tag => tag.operations.length > 0)
}

function textOf({ operationId, method, path, summary, security, parameters }: Operation): string {
  const scopes = security.flatMap(schemes => Object.values(schemes).flat())
  return [operationId, method, path, summary, ...scopes, ...parameters.map(({ name }) => name)].join(' ')
}
