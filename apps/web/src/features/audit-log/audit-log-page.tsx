import { t } from '@lingui/core/macro'
import { Page } from '../../components/page.tsx'
import { endsBeforeItBegins } from '../../lib/dates.ts'
import { useMemberNames } from '../../lib/member-names.ts'
import { AuditEntries } from './audit-entries.tsx'
import { AuditFilterBar } from './audit-filter-bar.tsx'
import type { AuditFilters } from './audit-filters.ts'
import { ChainCard } from './chain-card.tsx'

type AuditLogPageProps = { filters: AuditFilters; onFiltersChange: (filters: AuditFilters) => void }

/** Who did what in the tenant. */
export function AuditLogPage({ filters, onFiltersChange }: AuditLogPageProps) {
  const names = useMemberNames()
  return (
    <Page title={t`Audit log`}>
      <AuditFilterBar filters={filters} names={names} onChange={onFiltersChange} />
      {!endsBeforeItBegins(filters) && <AuditEntries filters={filters} names={names} />}
      <ChainCard />
    </Page>
  )
}
