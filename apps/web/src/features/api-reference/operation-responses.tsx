import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CodeBlock } from './code-block.tsx'
import type { Operation, Reference, Response } from './reference.ts'
import { RichText } from './rich-text.tsx'
import { SchemaProperties } from './schema-properties.tsx'

type OperationResponsesProps = { operation: Operation; schemas: Reference['schemas'] }

/** What the operation answers: successes with their schema, and errors by status. */
export function OperationResponses({ operation: { responses }, schemas }: OperationResponsesProps) {
  const entries = Object.entries(responses)
  return (
    <>
      {entries.filter(isSuccess).map(([status, response]) => (
        <Success key={status} status={status} response={response} schemas={schemas} />
      ))}
      <details>
        <summary className="w-fit rounded text-sm font-semibold">
          <Trans>Errors</Trans>
        </summary>
        <dl className="mt-2 flex flex-col divide-y divide-line text-sm">
          {entries
            .filter(entry => !isSuccess(entry))
            .map(([status, { description }]) => (
              <div key={status} className="grid grid-cols-[3rem_minmax(0,1fr)] py-2">
                <dt className="font-mono font-semibold">{status}</dt>
                <dd className="flex flex-col gap-1 text-ink-soft">
                  <RichText text={description} />
                </dd>
              </div>
            ))}
        </dl>
      </details>
    </>
  )
}

function isSuccess([status]: [string, Response]): boolean {
  return status.startsWith('2')
}

type SuccessProps = { status: string; response: Response; schemas: Reference['schemas'] }

function Success({ status, response: { description, headers = {}, content = {} }, schemas }: SuccessProps) {
  return (
    <div className="flex flex-col gap-3">
      <h5 className="text-sm font-semibold">
        <Trans>
          Response <span className="font-mono">{status}</span>{' '}
          <span lang="en" className="text-ink-soft">
            {description}
          </span>
        </Trans>
      </h5>
      {Object.entries(content).map(([type, { schema, example }]) => (
        <div key={type} className="flex flex-col gap-3">
          <SchemaProperties schema={schema} schemas={schemas} />
          {example !== undefined && (
            <CodeBlock
              title={t`Example response`}
              code={JSON.stringify(example, null, 2)}
              copyLabel={t`Copy the example`}
            />
          )}
        </div>
      ))}
      <details>
        <summary className="w-fit rounded text-sm font-semibold">
          <Trans>Response headers</Trans>
        </summary>
        <dl className="mt-2 flex flex-col gap-2 text-sm">
          {Object.entries(headers).map(([name, header]) => (
            <div key={name}>
              <dt>
                <code className="font-mono font-semibold">{name}</code>
              </dt>
              <dd className="text-ink-soft">{header.description && <RichText text={header.description} />}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  )
}
