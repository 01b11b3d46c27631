import { useState } from 'react'
import { Card } from '../../components/card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { Notice } from '../../components/notice.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { AddDomain } from './add-domain.tsx'
import { DomainCard } from './domain-card.tsx'
import { type Origin, useMemberNames, useOrigins, useRemoveOrigin, useVerifyOrigin } from './domain-requests.ts'

/** The CORS origins from which the tenant's own pages call the API. */
export function DomainsPage() {
  const [removed, setRemoved] = useState<Origin>()
  const names = useMemberNames()
  const verifying = useVerifyOrigin()
  const removing = useRemoveOrigin()
  // The answer of a request for a lookup is the origin as it was before the lookup.
  const isBeingChecked = ({ id, verifiedAt, checkedAt }: Origin) =>
    verifying.data?.id === id && verifying.data.checkedAt === checkedAt && verifying.data.verifiedAt === verifiedAt
  const { data, error, refetch } = useOrigins(origins => origins.some(isBeingChecked))
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <PageHeading title="Domains">Domains</PageHeading>
      <p className="text-ink-soft">
        Pages on these origins can call the API for your tenant, once a DNS record shows that the domain is yours.
      </p>
      {error && <ProblemNotice error={error} onRetry={refetch} />}
      {!data && !error && <Loading label="Loading domains…" />}
      {verifying.error && <ProblemNotice key={verifying.submittedAt} error={verifying.error} takesFocus />}
      {removing.error && <ProblemNotice key={removing.submittedAt} error={removing.error} takesFocus />}
      {removing.isSuccess && <Notice key={removing.submittedAt} tone="info" title="Domain removed" takesFocus />}
      {data?.items.length === 0 && (
        <Card title="Your domains">
          <EmptyState title="No domains yet">Add the first one below.</EmptyState>
        </Card>
      )}
      {data?.items.map(origin => (
        <DomainCard
          key={origin.id}
          origin={origin}
          addedBy={names.get(origin.addedBy ?? '') ?? 'somebody who is no longer listed'}
          isBeingChecked={isBeingChecked(origin)}
          wasChecked={verifying.data?.id === origin.id}
          isPending={verifying.isPending && verifying.variables.id === origin.id}
          onVerify={() => verifying.mutate(origin)}
          onRemove={() => setRemoved(origin)}
        />
      ))}
      <AddDomain />
      <ConfirmDialog
        isOpen={removed !== undefined}
        title={`Remove ${removed?.origin ?? 'the domain'}?`}
        confirmLabel="Remove domain"
        onConfirm={() => removed && removing.mutate(removed.id)}
        onClose={() => setRemoved(undefined)}
      >
        Its pages can no longer call the API. If you add it again, it gets a new DNS record.
      </ConfirmDialog>
    </div>
  )
}
