import { Button } from '../../../components/button.tsx'
import { Card } from '../../../components/card.tsx'
import { Loading } from '../../../components/loading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useMemberships, useSwitchTenant } from '../membership-requests.ts'

/** The tenants of the user, with the switch to each other one. */
export function Memberships() {
  const { data, error, refetch } = useMemberships()
  const switching = useSwitchTenant()
  return (
    <Card title="Memberships">
      {switching.error && <ProblemNotice key={switching.submittedAt} error={switching.error} takesFocus />}
      {error && <ProblemNotice error={error} onRetry={refetch} />}
      {!data && !error && <Loading label="Loading memberships…" />}
      <ul className="divide-y divide-line">
        {data?.items.map(({ tenant, role, current }) => (
          <li key={tenant.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3 sm:px-6">
            <span className="mr-auto flex min-w-0 flex-col">
              <span className="font-medium wrap-anywhere">{tenant.name}</span>
              <span className="text-sm text-ink-faint">{role}</span>
            </span>
            {current ? (
              <span className="text-sm text-ink-soft">Current</span>
            ) : (
              <Button
                aria-label={`Switch to ${tenant.name}`}
                isPending={switching.isPending && switching.variables === tenant.id}
                onPress={() => switching.mutate(tenant.id)}
              >
                Switch
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
