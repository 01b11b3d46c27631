import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { CodeBlock } from './code-block.tsx'
import { composeRequest, exampleValues, needsToken, toCurl } from './compose-request.ts'
import { MethodChip } from './method-chip.tsx'
import { OperationRequest } from './operation-request.tsx'
import { OperationResponses } from './operation-responses.tsx'
import type { Operation, Reference } from './reference.ts'
import { RichText } from './rich-text.tsx'
import type { Transport } from './send-request.ts'
import { TryIt } from './try-it.tsx'

export type OperationContext = {
  schemas: Reference['schemas']
  /** With scheme and host, for commands that leave the page. */
  apiOrigin: string
  transport: Transport
  isSignedIn: boolean
}

export function OperationSection({ operation, context }: { operation: Operation; context: OperationContext }) {
  const { operationId, method, path, summary, description } = operation
  const [values, setValues] = useState(() => exampleValues(operation))
  const { schemas, apiOrigin } = context
  return (
    <section
      id={operationId}
      tabIndex={-1}
      aria-labelledby={`${operationId}-heading`}
      className="rounded-card border border-line bg-surface"
    >
      <header className="flex flex-col gap-2 border-b border-line px-4 py-4 sm:px-6">
        <h4 id={`${operationId}-heading`} className="font-semibold text-balance">
          {summary}
        </h4>
        <p className="flex flex-wrap items-center gap-2">
          <MethodChip method={method} />
          <code className="font-mono text-sm wrap-anywhere">{path}</code>
        </p>
        <RichText text={description} className="text-sm text-ink-soft" />
      </header>
      <div className="grid gap-6 px-4 py-5 sm:px-6 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          <OperationRequest operation={operation} schemas={schemas} />
          <OperationResponses operation={operation} schemas={schemas} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <CodeBlock
            title="curl"
            code={toCurl(composeRequest(operation, values), apiOrigin)}
            copyLabel="Copy the curl command"
          />
          <TryItPanel operation={operation} context={context} values={values} onChange={setValues} />
        </div>
      </div>
    </section>
  )
}

type TryItPanelProps = Pick<Parameters<typeof TryIt>[0], 'operation' | 'values' | 'onChange'> & {
  context: OperationContext
}

function TryItPanel({ context: { apiOrigin, transport, isSignedIn }, ...props }: TryItPanelProps) {
  const [isOpen, setOpen] = useState(false)
  const { operationId } = props.operation
  if (needsToken(props.operation) && !isSignedIn) {
    return (
      <p className="text-sm text-ink-soft">
        <Link to="/sign-in" search={{ next: `/docs#${operationId}` }} className="font-semibold text-accent underline">
          Sign in
        </Link>{' '}
        to try it.
      </p>
    )
  }
  return (
    <>
      <Button
        className="self-start"
        aria-label={`Try it: ${operationId}`}
        aria-expanded={isOpen}
        onPress={() => setOpen(!isOpen)}
      >
        Try it
      </Button>
      {isOpen && <TryIt {...props} apiOrigin={apiOrigin} transport={transport} />}
    </>
  )
}
