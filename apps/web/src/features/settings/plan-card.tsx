import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { tenantLimits, tenantQuotas } from '@palisade/contracts'
import { Card, CardBody } from '../../components/card.tsx'
import { PlanMaxima } from '../../components/plan-maxima.tsx'
import { formatNumber } from '../../lib/numbers.ts'
import type { Tenant } from './tenant-requests.ts'

export function PlanCard({ tenant: { tier, maxima } }: { tenant: Tenant }) {
  return (
    <Card title={t`Plan`}>
      <CardBody>
        <PlanMaxima
          maxima={maxima}
          before={[[t`Plan`, tier]]}
          after={[
            [t`Units per minute`, formatNumber(tenantLimits[tier].limit)],
            [t`Units per month`, formatNumber(tenantQuotas[tier])],
          ]}
        />
        <p className="text-sm text-ink-soft">
          <Trans>The operator of the platform changes the plan. A new one applies at once.</Trans>
        </p>
      </CardBody>
    </Card>
  )
}
