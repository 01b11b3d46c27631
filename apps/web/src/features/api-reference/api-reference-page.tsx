import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Loading } from '../../components/loading.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { apiOrigin } from '../../lib/api-origin.ts'
import { useClient } from '../../lib/client-context.ts'
import { apiReference } from './api-reference-query.ts'
import { Contents } from './contents.tsx'
import { type OperationContext, OperationSection } from './operation-section.tsx'
import type { Reference } from './reference.ts'
import { RichText } from './rich-text.tsx'
import type { Transport } from './send-request.ts'
import { ErrorsTable, ScopesTable } from './tables.tsx'

type ApiReferencePageProps = { isSignedIn: boolean; transport: Transport }

const introduction = `Send an access token or an API key as \`Authorization: Bearer …\`. The curl commands read it from
the variable \`TOKEN\`.

Every answer has an \`x-request-id\`. Every error is \`application/problem+json\` (RFC 9457) with a stable \`code\`.`

export function ApiReferencePage(props: ApiReferencePageProps) {
  const { data, error, refetch } = useQuery(apiReference(useClient()))
  return (
    <>
      <PageHeading title="API reference">API reference</PageHeading>
      {data && <Content reference={data} {...props} />}
      {error && <ProblemNotice error={error} onRetry={refetch} />}
      {!data && !error && <Loading label="Loading the API reference…" rows={8} />}
    </>
  )
}

/** The router looks for the part that a link names before the document has arrived. */
function showLinkedPart() {
  const part = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  part?.focus({ preventScroll: true })
  part?.scrollIntoView()
}

function Content({ reference, isSignedIn, transport }: ApiReferencePageProps & { reference: Reference }) {
  const { schemas, scopes, tags } = reference
  useEffect(showLinkedPart, [])
  const context: OperationContext = { schemas, isSignedIn, transport, apiOrigin: apiOrigin || location.origin }
  return (
    <div className="mt-4 grid gap-6 lg:grid-cols-[17rem_minmax(0,1fr)] lg:gap-8">
      <div>
        <Contents tags={tags} />
      </div>
      <div className="flex min-w-0 flex-col gap-8">
        <div className="flex flex-col gap-3 text-ink-soft">
          <RichText text={introduction} />
          <p>
            <a href={`${apiOrigin}/api/openapi.json`} className="font-semibold text-accent underline">
              Open the OpenAPI 3.1 document
            </a>
            , version {reference.version}
          </p>
        </div>
        <h2 className="text-xl font-bold">Operations</h2>
        {tags.map(({ name, description, operations }) => (
          <section key={name} id={`tag-${name}`} tabIndex={-1} aria-labelledby={`tag-${name}-heading`}>
            <h3 id={`tag-${name}-heading`} className="text-lg font-bold">
              {name}
            </h3>
            <p className="mb-4 text-ink-soft">{description}</p>
            <div className="flex flex-col gap-5">
              {operations.map(operation => (
                <OperationSection key={operation.operationId} operation={operation} context={context} />
              ))}
            </div>
          </section>
        ))}
        <ErrorsTable />
        <ScopesTable scopes={scopes} />
      </div>
    </div>
  )
}
