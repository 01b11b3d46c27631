import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Loading } from '../../components/loading.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { apiOrigin } from '../../lib/api-origin.ts'
import { useClient } from '../../lib/client-context.ts'
import { apiReference } from './api-reference-query.ts'
import { Contents } from './contents.tsx'
import type { OperationContext } from './operation-details.tsx'
import { OperationList } from './operation-list.tsx'
import type { Reference } from './reference.ts'
import type { Transport } from './send-request.ts'
import { ErrorsTable, ScopesTable } from './tables.tsx'
import { linkedPart, useOpened } from './use-opened.ts'

type ApiReferencePageProps = { isSignedIn: boolean; transport: Transport }

export function ApiReferencePage(props: ApiReferencePageProps) {
  const { data, error, refetch } = useQuery(apiReference(useClient()))
  return (
    <>
      <PageHeading title={t`API reference`} />
      {data && <Content reference={data} {...props} />}
      {error && <ProblemNotice error={error} onRetry={refetch} />}
      {!data && !error && <Loading label={t`Loading the API reference…`} rows={8} />}
    </>
  )
}

/** The router looks for the part that a link names before the document has arrived. */
function showLinkedPart() {
  const part = document.getElementById(linkedPart())
  part?.focus({ preventScroll: true })
  part?.scrollIntoView()
}

function Content({ reference, isSignedIn, transport }: ApiReferencePageProps & { reference: Reference }) {
  const { schemas, scopes, tags } = reference
  const opening = useOpened()
  useEffect(showLinkedPart, [])
  const context: OperationContext = { schemas, isSignedIn, transport, apiOrigin: apiOrigin || location.origin }
  return (
    <div className="mt-4 grid gap-6 lg:grid-cols-[17rem_minmax(0,1fr)] lg:gap-8">
      <div>
        <Contents reference={reference} onChoose={id => opening.toggle(id, true)} />
      </div>
      <div className="flex min-w-0 flex-col gap-8">
        <div className="flex flex-col gap-3 text-ink-soft">
          <Introduction />
          <p>
            <Trans>
              <a href={`${apiOrigin}/api/openapi.json`} className="font-semibold text-accent underline">
                Open the OpenAPI 3.1 document
              </a>
              , version {reference.version}
            </Trans>
          </p>
        </div>
        <OperationList tags={tags} context={context} {...opening} />
        <ErrorsTable />
        <ScopesTable scopes={scopes} />
      </div>
    </div>
  )
}

const codeStyle = 'rounded bg-sunken px-1 py-0.5 font-mono text-[0.8125em] text-ink'

function Introduction() {
  return (
    <>
      <p className="wrap-break-word">
        <Trans>
          Send an access token or an API key as <code className={codeStyle}>Authorization: Bearer …</code>. The curl
          commands read it from the variable <code className={codeStyle}>TOKEN</code>.
        </Trans>
      </p>
      <p className="wrap-break-word">
        <Trans>
          Every response has an <code className={codeStyle}>x-request-id</code>. Every error is{' '}
          <code className={codeStyle}>application/problem+json</code> (RFC 9457) with a stable{' '}
          <code className={codeStyle}>code</code>.
        </Trans>
      </p>
    </>
  )
}
