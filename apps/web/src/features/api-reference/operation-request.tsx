import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Operation, Parameter, Reference } from './reference.ts'
import { SchemaFacts, SchemaProperties, ValueHeading } from './schema-properties.tsx'

const places = () => ({ path: t`in the path`, query: t`in the query`, header: t`header` })

/** What the operation takes: parameters, then the body. */
export function OperationRequest({ operation, schemas }: { operation: Operation; schemas: Reference['schemas'] }) {
  const { parameters, requestBody } = operation
  const [type, body] = Object.entries(requestBody?.content ?? {})[0] ?? []
  return (
    <>
      {parameters.length > 0 && (
        <div>
          <h5 className="text-sm font-semibold">
            <Trans>Parameters</Trans>
          </h5>
          <ul className="flex flex-col divide-y divide-line">
            {parameters.map(parameter => (
              <ParameterItem key={parameter.in + parameter.name} parameter={parameter} />
            ))}
          </ul>
        </div>
      )}
      {body && (
        <div>
          <h5 className="text-sm font-semibold">
            {describeBody(requestBody?.required === true, type?.endsWith('json') === false)}
          </h5>
          <SchemaProperties schema={body.schema} schemas={schemas} />
        </div>
      )}
    </>
  )
}

function ParameterItem({ parameter: { name, in: location, required, description, schema } }: { parameter: Parameter }) {
  return (
    <li className="flex flex-col gap-1 py-2.5">
      <ValueHeading name={name} schema={schema} isRequired={required} note={places()[location]} />
      <SchemaFacts schema={{ ...schema, ...(description && { description }) }} />
    </li>
  )
}

function describeBody(isRequired: boolean, isForm: boolean): string {
  if (isForm) return isRequired ? t`Body, as a form` : t`Body (optional), as a form`
  return isRequired ? t`Body` : t`Body (optional)`
}
