import { getRouteApi } from '@tanstack/react-router'
import { readAuditSearch } from '../features/audit-log/audit-filters.ts'
import { AuditLogPage } from '../features/audit-log/audit-log-page.tsx'

const route = getRouteApi('/signed-in/audit-log')

export function AuditLogRoute() {
  const navigate = route.useNavigate()
  return (
    <AuditLogPage
      filters={route.useSearch({ select: readAuditSearch, structuralSharing: true })}
      onFiltersChange={search => navigate({ to: '/audit-log', search, replace: true, resetScroll: false })}
    />
  )
}
