import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Card } from '../../components/card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Notice } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { useMemberNames } from '../../lib/member-names.ts'
import { AddDomain } from './add-domain.tsx'
import { DomainCard } from './domain-card.tsx'
import { type Origin, useOrigins, useRemoveOrigin, useVerifyOrigin } from './domain-requests.ts'

/** The CORS origins from which the tenant's own pages call the API. */
export function DomainsPage() {
  const [removed, setRemoved] = useState<Origin>()
  const removedName = removed?.origin ?? t`the domain`
  const names = useMemberNames()
  const verifying = useVerifyOrigin()
  const removing = useRemoveOrigin()
  // The response to a lookup request contains the origin as it was before the lookup.
  const isBeingChecked = ({ id, verifiedAt, checkedAt }: Origin) =>
    verifying.data?.id === id && verifying.data.checkedAt === checkedAt && verifying.data.verifiedAt === verifiedAt
  const origins = useOrigins(found => found.some(isBeingChecked))
  const { data } = origins
  return (
    <Page
      title={t`Domains`}
      intro={
        <Trans>
          Pages on these origins can call the API for your workspace, once a DNS record proves that you control the
          domain.
        </Trans>
      }
    >
      <QueryState query={origins} label={t`Loading domains…`} />
      {verifying.error && <ProblemNotice key={verifying.submittedAt} error={verifying.error} takesFocus />}
      {removing.error && <ProblemNotice key={removing.submittedAt} error={removing.error} takesFocus />}
      {removing.isSuccess && <Notice key={removing.submittedAt} tone="info" title={t`Domain removed`} takesFocus />}
      {data?.items.length === 0 && (
        <Card title={t`Your domains`}>
          <EmptyState title={t`No domains yet`}>
            <Trans>Add the first one below.</Trans>
          </EmptyState>
        </Card>
      )}
      {data?.items.map(origin => (
        <DomainCard
          key={origin.id}
          origin={origin}
          addedBy={names.get(origin.addedBy ?? '') ?? t`somebody who is no longer listed`}
          isBeingChecked={isBeingChecked(origin)}
          wasChecked={verifying.data?.id === origin.id}
          isPending={verifying.isPending && verifying.variables.id === origin.id}
          onVerify={() => verifying.mutate(origin)}
          onRemove={() => setRemoved(origin)}
        />
      ))}
      {/* Not before the domains, which would push it down. */}
      {data && <AddDomain />}
      <ConfirmDialog
        isOpen={removed !== undefined}
        title={t`Remove ${removedName}?`}
        confirmLabel={t`Remove domain`}
        onConfirm={() => removed && removing.mutate(removed.id)}
        onClose={() => setRemoved(undefined)}
      >
        <Trans>Its pages can no longer call the API. If you add it again, it gets a new DNS record.</Trans>
      </ConfirmDialog>
    </Page>
  )
}
