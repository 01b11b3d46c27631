import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { CountedByPlan, ResponseOf } from '@palisade/contracts'
import { formatNumber } from '../lib/numbers.ts'
import { Facts } from './facts.tsx'
import { Notice } from './notice.tsx'

type Maxima = ResponseOf<'tenant.read'>['maxima']

const names = (): Record<CountedByPlan, string> => ({
  members: t`Members and open invitations`,
  'service-accounts': t`Service accounts`,
  'api-keys': t`API keys of members`,
  origins: t`Domains`,
})

/** What the plan limits by number, with how much of it is used, between other facts of the plan. */
export function PlanMaxima({ maxima, before, after = [] }: PlanMaximaProps) {
  const over = maxima.filter(({ used, most }) => used > most)
  return (
    <>
      {over.length > 0 && (
        <Notice tone="warn" title={t`You have more than your plan allows`}>
          <p className="text-sm">
            <Trans>
              {over.map(({ what }) => names()[what]).join(', ')}: all of them stay and work, and you cannot add new
              ones.
            </Trans>
          </p>
        </Notice>
      )}
      <Facts
        facts={[
          ...before,
          ...maxima.map(
            ({ what, used, most }) => [names()[what], t`${formatNumber(used)} of ${formatNumber(most)}`] as const,
          ),
          ...after,
        ]}
      />
    </>
  )
}

type FactList = Parameters<typeof Facts>[0]['facts']

type PlanMaximaProps = { maxima: Maxima; before: FactList; after?: FactList }
