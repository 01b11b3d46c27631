import type { Operation, Parameter, Reference } from './reference.ts'
import { SchemaFacts, SchemaProperties, ValueHeading } from './schema-properties.tsx'

const places = { path: 'in the path', query: 'in the query', header: 'header' } as const

/** What the operation takes: parameters, then the body. */
export function OperationRequest({ operation, schemas }: { operation: Operation; schemas: Reference['schemas'] }) {
  const { parameters, requestBody } = operation
  const body = requestBody?.content['application/json']
  return (
    <>
      {parameters.length > 0 && (
        <div>
          <h5 className="text-sm font-semibold">Parameters</h5>
          <ul className="flex flex-col divide-y divide-line">
            {parameters.map(parameter => (
              <ParameterItem key={parameter.in + parameter.name} parameter={parameter} />
            ))}
          </ul>
        </div>
      )}
      {body && (
        <div>
          <h5 className="text-sm font-semibold">Body{!requestBody?.required && ' (optional)'}</h5>
          <SchemaProperties schema={body.schema} schemas={schemas} />
        </div>
      )}
    </>
  )
}

function ParameterItem({ parameter: { name, in: location, required, description, schema } }: { parameter: Parameter }) {
  return (
    <li className="flex flex-col gap-1 py-2.5">
      <ValueHeading name={name} schema={schema} isRequired={required} note={places[location]} />
      <SchemaFacts schema={{ ...schema, ...(description && { description }) }} />
    </li>
  )
}
