import type { Endpoint } from '@palisade/contracts'
import type { ValueSchema } from '../strict-pattern.ts'

type Schema = ValueSchema & {
  readonly 'x-sensitive'?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
}

/** A field that holds a secret, as ModSecurity names JSON fields, `password` or `device.secret`, with its schema. */
export type SensitiveField = readonly [name: string, schema: ValueSchema]

export function sensitiveFields({ request }: Pick<Endpoint, 'request'>): readonly SensitiveField[] {
  return request.body ? walk(request.body as Schema, []) : []
}

function walk(schema: Schema, path: readonly string[]): SensitiveField[] {
  if (schema['x-sensitive']) return [[path.join('.'), schema]]
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => walk(property, [...path, name]))
}
