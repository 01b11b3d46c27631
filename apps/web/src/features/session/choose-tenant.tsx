import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '../../components/button.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { roleName } from '../../lib/contract-texts.ts'
import { useSwitchTenant } from './membership-requests.ts'
import type { OtherTenant } from './session.ts'
import { useSignOut } from './sign-out.ts'

/** For a user who has left the workspace or was removed from it, and whose session is open for others. */
export function ChooseTenant({ tenants }: { tenants: readonly OtherTenant[] }) {
  const switching = useSwitchTenant()
  const signingOut = useSignOut()
  const failed = [switching, signingOut].find(({ error }) => error)
  return (
    <>
      <PageHeading title={t`Choose a workspace`} />
      {failed && <ProblemNotice key={failed.submittedAt} error={failed.error} takesFocus />}
      <p className="text-ink-soft">
        <Trans>You no longer have access to that workspace. Continue in one of these:</Trans>
      </p>
      <ul className="flex flex-col gap-3">
        {tenants.map(({ id, name, role }) => (
          <li key={id}>
            <Button
              className="w-full"
              isPending={switching.isPending && switching.variables === id}
              onPress={() => switching.mutate(id)}
            >
              {name} · {roleName(role)}
            </Button>
          </li>
        ))}
      </ul>
      <Button className="self-start" isPending={signingOut.isPending} onPress={() => signingOut.mutate()}>
        <Trans>Sign out</Trans>
      </Button>
    </>
  )
}
