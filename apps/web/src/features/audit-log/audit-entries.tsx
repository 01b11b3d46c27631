import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type AuditEntry, auditEvents } from '@palisade/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { Card, CardBody } from '../../components/card.tsx'
import { CardList } from '../../components/card-list.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { LogRow } from '../../components/log-row.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { RequestId } from '../../components/request-id.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { useClient } from '../../lib/client-context.ts'
import { translate } from '../../lib/contract-texts.ts'
import type { AuditFilters } from './audit-filters.ts'
import { auditList } from './audit-queries.ts'
import { actorOf, detailsOf } from './audit-words.ts'

type AuditEntriesProps = { filters: AuditFilters; names: ReadonlyMap<string, string> }

export function AuditEntries({ filters, names }: AuditEntriesProps) {
  const entries = useInfiniteQuery(auditList(useClient(), filters))
  const { data, error, isPending, isFetching, refetch } = entries
  const list = useRef<HTMLUListElement>(null)
  const items = data?.pages.flatMap(page => page.items) ?? []
  const showEarlier = async () => {
    const next = await entries.fetchNextPage()
    // The button is gone, and keyboard navigation would restart at the top of the page.
    if (!next.hasNextPage) list.current?.focus()
  }
  return (
    <Card title={t`Entries`}>
      {error && (
        <CardBody>
          <ProblemNotice error={error} onRetry={() => refetch()} />
        </CardBody>
      )}
      {/* As high as the entries: the card below stays where it is. */}
      {isPending && <Loading label={t`Loading the audit log…`} rows={16} />}
      {data && items.length === 0 && (
        <EmptyState title={t`No entries match`}>
          <Trans>Choose another event or other days.</Trans>
        </EmptyState>
      )}
      {items.length > 0 && (
        <CardList ref={list} label={t`Entries`} isBusy={isFetching}>
          {items.map(entry => (
            <EntryRow key={entry.seq} entry={entry} names={names} />
          ))}
        </CardList>
      )}
      <ShowMore list={entries} label={t`Show earlier entries`} onPress={showEarlier} />
    </Card>
  )
}

function EntryRow({ entry, names }: { entry: AuditEntry; names: AuditEntriesProps['names'] }) {
  const { seq, at, event, requestId } = entry
  return (
    <LogRow
      seq={seq}
      at={at}
      actor={actorOf(entry, names)}
      event={translate(auditEvents[event].summary)}
      details={detailsOf(entry, names)}
    >
      {requestId && <RequestId requestId={requestId} />}
    </LogRow>
  )
}
