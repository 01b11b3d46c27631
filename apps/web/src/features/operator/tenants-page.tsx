import { plural, t } from '@lingui/core/macro'
import { endpoints, type ResponseOf, tiers } from '@palisade/contracts'
import { Link } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { Badge } from '../../components/badge.tsx'
import { Card } from '../../components/card.tsx'
import { CardList, CardRow } from '../../components/card-list.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Field } from '../../components/field.tsx'
import { linkStyle } from '../../components/link-style.ts'
import { Page } from '../../components/page.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { SelectField } from '../../components/select-field.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { formatDay } from '../../lib/dates.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { useTenants } from './operator-queries.ts'
import { stateName } from './state-name.ts'

type Tenant = ResponseOf<'operator.tenants'>['items'][number]

const { q: searchText } = endpoints['operator.tenants'].request.query.properties
const any = 'any'
const tierName = (tier: string) => (tier === any ? t`All` : tier)
const states = ['active', 'suspended', 'deleting', 'erasing'] as const

/** All tenants of the platform. */
export function TenantsPage() {
  const [text, setText] = useState('')
  const [tier, setTier] = useState<(typeof tiers)[number] | typeof any>(any)
  const [state, setState] = useState<(typeof states)[number] | typeof any>(any)
  const q = useDeferredValue(text.trim())
  const tenants = useTenants({ ...(q && { q }), ...(tier !== any && { tier }), ...(state !== any && { state }) })
  const { data, isFetching } = tenants
  const items = data?.pages.flatMap(page => page.items) ?? []
  return (
    <Page title={t`Tenants`}>
      <search className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_10rem_10rem]">
        <Field {...fieldOf('/q')} {...constraintsOf(searchText, false)} value={text} onChange={setText} />
        <SelectField label={t`Plan`} options={[any, ...tiers]} nameOf={tierName} value={tier} onChange={setTier} />
        <SelectField label={t`State`} options={[any, ...states]} nameOf={stateName} value={state} onChange={setState} />
      </search>
      <QueryState query={tenants} label={t`Loading tenants…`} rows={6} />
      {data && (
        <Card title={t`Tenants`}>
          {items.length === 0 && <EmptyState title={t`No tenant matches`}>{t`Change the search.`}</EmptyState>}
          <CardList label={t`Tenants`} isBusy={isFetching}>
            {items.map(tenant => (
              <TenantRow key={tenant.id} tenant={tenant} />
            ))}
          </CardList>
          <ShowMore list={tenants} label={t`Show more tenants`} />
        </Card>
      )}
    </Page>
  )
}

function TenantRow({ tenant: { id, name, slug, tier, state, members, createdAt } }: { tenant: Tenant }) {
  return (
    <CardRow aside={<Badge tone={state === 'active' ? 'accent' : 'warn'}>{stateName(state)}</Badge>}>
      <Link
        to="/operator/tenants/$tenantId"
        params={{ tenantId: id }}
        className={`self-start wrap-anywhere ${linkStyle}`}
      >
        {name}
      </Link>
      <p className="text-sm text-ink-soft wrap-anywhere">
        {slug} · {tier} · {plural(members, { one: '# member', other: '# members' })} ·{' '}
        {t`since ${formatDay(createdAt)}`}
      </p>
    </CardRow>
  )
}
