import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Badge } from '../../../components/badge.tsx'
import { Button } from '../../../components/button.tsx'
import { ButtonRow } from '../../../components/button-row.tsx'
import { Card, CardBody } from '../../../components/card.tsx'
import { CardList, CardRow } from '../../../components/card-list.tsx'
import { Loading } from '../../../components/loading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { roleName } from '../../../lib/contract-texts.ts'
import { useLeaveTenant, useMemberships, useSwitchTenant } from '../membership-requests.ts'
import { LeaveButton } from './leave-button.tsx'

/** The tenants of the user: the current one can be left, the others can be switched to. */
export function Memberships() {
  const { data, error, refetch } = useMemberships()
  const switching = useSwitchTenant()
  const leaving = useLeaveTenant()
  return (
    <Card title={t`Memberships`}>
      {(switching.error || leaving.error || error) && (
        <CardBody>
          {switching.error && <ProblemNotice key={switching.submittedAt} error={switching.error} takesFocus />}
          {leaving.error && <ProblemNotice key={leaving.submittedAt} error={leaving.error} takesFocus />}
          {error && <ProblemNotice error={error} onRetry={refetch} />}
        </CardBody>
      )}
      {!data && !error && <Loading label={t`Loading memberships…`} />}
      <CardList>
        {data?.items.map(({ tenant, role, current }) => (
          <CardRow
            key={tenant.id}
            aside={
              current ? (
                <ButtonRow>
                  <Badge tone="accent">
                    <Trans>Current</Trans>
                  </Badge>
                  <LeaveButton name={tenant.name} isPending={leaving.isPending} onLeave={leaving.mutate} />
                </ButtonRow>
              ) : (
                <Button
                  aria-label={t`Switch to ${tenant.name}`}
                  isPending={switching.isPending && switching.variables === tenant.id}
                  onPress={() => switching.mutate(tenant.id)}
                >
                  <Trans>Switch</Trans>
                </Button>
              )
            }
          >
            <p className="font-semibold wrap-anywhere">{tenant.name}</p>
            <p className="text-sm text-ink-soft">{roleName(role)}</p>
          </CardRow>
        ))}
      </CardList>
    </Card>
  )
}
