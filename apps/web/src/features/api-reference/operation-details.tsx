import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { adminOrigin, isOnAdminHost } from '../../lib/admin-host.ts'
import { CodeBlock } from './code-block.tsx'
import { composeRequest, needsToken, toCurl } from './compose-request.ts'
import { OperationRequest } from './operation-request.tsx'
import { OperationResponses } from './operation-responses.tsx'
import type { Operation, Reference } from './reference.ts'
import type { Transport } from './send-request.ts'
import { TryIt } from './try-it.tsx'

export type OperationContext = {
  schemas: Reference['schemas']
  /** With scheme and host, for commands that leave the page. */
  apiOrigin: string
  transport: Transport
  isSignedIn: boolean
}

type OperationDetailsProps = Pick<Parameters<typeof TryIt>[0], 'operation' | 'values' | 'onChange'> & {
  context: OperationContext
}

/** What an operation takes and answers, as a command, and as a form that sends it. */
export function OperationDetails(props: OperationDetailsProps) {
  const { operation, values } = props
  const { schemas, apiOrigin } = props.context
  return (
    <div className="grid gap-6 border-t border-line px-4 py-5 sm:px-6 xl:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-5">
        <OperationRequest operation={operation} schemas={schemas} />
        <OperationResponses operation={operation} schemas={schemas} />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <CodeBlock
          title="curl"
          code={toCurl(composeRequest(operation, values), isElsewhere(operation) ? adminOrigin : apiOrigin)}
          copyLabel={t`Copy the curl command`}
        />
        <TryItPanel {...props} />
      </div>
    </div>
  )
}

/** Whether the host of administrators serves the operation, and this one does not. */
function isElsewhere({ security }: Operation): boolean {
  return security.some(schemes => Object.values(schemes).flat().some(isOnAdminHost))
}

function TryItPanel({ context: { apiOrigin, transport, isSignedIn }, ...props }: OperationDetailsProps) {
  const [isOpen, setOpen] = useState(false)
  const { operationId } = props.operation
  if (isElsewhere(props.operation)) {
    return (
      <p className="text-sm text-ink-soft">
        <a href={`${adminOrigin}/docs#${operationId}`} className="font-semibold text-accent underline">
          <Trans>Try it on {new URL(adminOrigin).host}</Trans>
        </a>
      </p>
    )
  }
  if (needsToken(props.operation) && !isSignedIn) {
    return (
      <p className="text-sm text-ink-soft">
        <Trans>
          <Link to="/sign-in" search={{ next: `/docs#${operationId}` }} className="font-semibold text-accent underline">
            Sign in
          </Link>{' '}
          to try it.
        </Trans>
      </p>
    )
  }
  return (
    <>
      <Button
        className="self-start"
        aria-label={t`Try it: ${operationId}`}
        aria-expanded={isOpen}
        onPress={() => setOpen(!isOpen)}
      >
        <Trans>Try it</Trans>
      </Button>
      {isOpen && <TryIt {...props} apiOrigin={apiOrigin} transport={transport} />}
    </>
  )
}
