import { Trans } from '@lingui/react/macro'
import { limitsOf, patternOf, typeOf } from './describe-schema.ts'
import { nameOf, type Reference, type Schema } from './reference.ts'
import { RichText } from './rich-text.tsx'

type Schemas = Reference['schemas']

/** The properties of an object, of each item of a list, and of what they contain. */
export function SchemaProperties({ schema, schemas }: { schema: Schema; schemas: Schemas }) {
  const { properties, required = [] } = objectIn(schema, schemas)
  if (!properties) return <SchemaFacts schema={schema} />
  return (
    <ul className="flex flex-col divide-y divide-line">
      {Object.entries(properties).map(([name, property]) => (
        <li key={name} className="flex flex-col gap-1 py-2.5">
          <ValueHeading name={name} schema={property} isRequired={required.includes(name)} />
          <SchemaFacts schema={property} />
          {objectIn(property, schemas).properties && (
            <div className="ml-1 border-l-2 border-line pl-3">
              <SchemaProperties schema={property} schemas={schemas} />
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}

type ValueHeadingProps = { name: string; schema: Schema; isRequired: boolean; note?: string }

export function ValueHeading({ name, schema, isRequired, note }: ValueHeadingProps) {
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
      <code className="font-mono font-semibold wrap-anywhere">{name}</code>
      <span lang="en" className="text-ink-soft">
        {typeOf(schema)}
      </span>
      {note && <span className="text-ink-faint">{note}</span>}
      {isRequired && (
        <span className="text-xs font-semibold text-warn">
          <Trans>required</Trans>
        </span>
      )}
    </p>
  )
}

/** What a value means and what it must be. */
export function SchemaFacts({ schema }: { schema: Schema }) {
  const limits = limitsOf(schema)
  const pattern = patternOf(schema)
  return (
    <>
      {schema.description && <RichText text={schema.description} className="text-sm text-ink-soft" />}
      {limits.length > 0 && (
        <p lang="en" className="text-sm text-ink-faint">
          {limits.join(', ')}
        </p>
      )}
      {pattern && (
        <details className="text-sm text-ink-faint">
          <summary className="w-fit rounded">
            <Trans>Pattern</Trans>
          </summary>
          <code className="font-mono text-xs wrap-anywhere">{pattern}</code>
        </details>
      )}
    </>
  )
}

function objectIn(schema: Schema, schemas: Schemas): Schema {
  if (schema.$ref) return objectIn(schemas[nameOf(schema.$ref)] ?? {}, schemas)
  if (schema.items) return objectIn(schema.items, schemas)
  const objects = schema.anyOf?.filter(choice => choice.$ref || choice.properties) ?? []
  return objects[0] ? objectIn(objects[0], schemas) : schema
}
