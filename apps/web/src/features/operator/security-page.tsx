import { t } from '@lingui/core/macro'
import type { ResponseOf } from '@palisade/contracts'
import { Link } from '@tanstack/react-router'
import { Card, CardBody } from '../../components/card.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Facts } from '../../components/facts.tsx'
import { linkStyle } from '../../components/link-style.ts'
import { Page } from '../../components/page.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { ScrollArea } from '../../components/scroll-area.tsx'
import { ColumnHeading, cellStyle, numberStyle, RowHeading, Table } from '../../components/table.tsx'
import { formatMoment } from '../../lib/dates.ts'
import { formatNumber } from '../../lib/numbers.ts'
import { useSecurity } from './operator-queries.ts'

type Overview = ResponseOf<'operator.security'>

/** What the API and the WAF refused in the last 24 hours. */
export function SecurityPage() {
  const security = useSecurity()
  const { data } = security
  return (
    <Page title={t`Security`}>
      <QueryState query={security} label={t`Loading the counts…`} rows={6} />
      {data && (
        <>
          <Card title={t`Whole platform since ${formatMoment(data.since)}`}>
            <CardBody>
              <Facts facts={factsOf(data.platform)} />
            </CardBody>
          </Card>
          <TenantsCard tenants={data.tenants} />
        </>
      )}
    </Page>
  )
}

function factsOf(platform: Overview['platform']) {
  const { requests, unauthenticated, forbidden, limited } = platform
  const counts: [string, number][] = [
    [t`Authenticated requests`, requests],
    [t`Answered with 401`, unauthenticated],
    [t`Answered with 403`, forbidden],
    [t`Answered with 429`, limited],
    [t`Wrong passwords`, platform.signInFailures],
    [t`Wrong second-factor codes`, platform.wrongCodes],
    [t`Blocked by the WAF`, platform.wafBlocks],
    [t`Reused refresh tokens`, platform.reusedRefreshTokens],
  ]
  return counts.map(([name, count]) => [name, formatNumber(count)] as const)
}

const counts = () => [t`Requests`, '401', '403', '429', t`Reused tokens`]

function TenantsCard({ tenants }: Pick<Overview, 'tenants'>) {
  return (
    <Card title={t`Tenants with the most refusals`}>
      {tenants.length === 0 && <EmptyState title={t`No tenant has sent a request`} />}
      {tenants.length > 0 && (
        <ScrollArea label={t`Refusals by tenant`}>
          <Table
            caption={t`Refusals by tenant`}
            head={
              <>
                <ColumnHeading>{t`Tenant`}</ColumnHeading>
                {counts().map(name => (
                  <ColumnHeading key={name} className={numberStyle}>
                    {name}
                  </ColumnHeading>
                ))}
              </>
            }
          >
            {tenants.map(tenant => (
              <TenantRow key={tenant.id} tenant={tenant} />
            ))}
          </Table>
        </ScrollArea>
      )}
    </Card>
  )
}

type Tenant = Overview['tenants'][number]

function TenantRow({ tenant }: { tenant: Tenant }) {
  const { id, name, requests, unauthenticated, forbidden, limited, reusedRefreshTokens } = tenant
  return (
    <tr>
      <RowHeading>
        <Link to="/operator/tenants/$tenantId" params={{ tenantId: id }} className={linkStyle}>
          {name}
        </Link>
      </RowHeading>
      {[requests, unauthenticated, forbidden, limited, reusedRefreshTokens].map((count, index) => (
        <td key={counts()[index]} className={`${cellStyle} ${numberStyle}`}>
          {formatNumber(count)}
        </td>
      ))}
    </tr>
  )
}
