import type { Endpoint } from '@palisade/contracts'

type Schema = { readonly 'x-sensitive'?: boolean; readonly properties?: Readonly<Record<string, Schema>> }

/** Where the body of an endpoint holds secrets, as ModSecurity names JSON fields: `password`, `device.secret`. */
export function sensitiveFields({ request }: Pick<Endpoint, 'request'>): readonly string[] {
  return request.body ? walk(request.body as Schema, []) : []
}

function walk(schema: Schema, path: readonly string[]): string[] {
  if (schema['x-sensitive']) return [path.join('.')]
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => walk(property, [...path, name]))
}
