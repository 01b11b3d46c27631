import { useState } from 'react'
import { focusPageHeading, PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { isProblem } from '../../lib/problem-error.ts'
import { useMay } from '../../lib/signed-in-user.ts'
import type { StepUp } from '../../lib/step-up.ts'
import { InvitationsCard } from './invitations-card.tsx'
import { InviteForm } from './invite-form.tsx'
import { LeaveCard } from './leave-card.tsx'
import { MembersCard } from './members-card.tsx'
import { useTeamAction } from './team-mutations.ts'

type TeamPageProps = { StepUp: StepUp; onOwnAccessChanged: () => Promise<unknown> }

export function TeamPage({ StepUp, onOwnAccessChanged }: TeamPageProps) {
  const request = useTeamAction(onOwnAccessChanged)
  const mayManage = useMay('members:manage')
  const [invited, setInvited] = useState(0)
  const { error, variables, mutate, reset, submittedAt } = request
  const refused = isProblem(error, 'stronger-sign-in-required') ? variables : undefined
  // The form shows its own errors at its fields.
  const isFormError = variables?.what === 'invite'
  const cancel = () => {
    reset()
    focusPageHeading()
  }
  const retry = () =>
    refused && mutate(refused, { onSuccess: () => refused.what === 'invite' && setInvited(count => count + 1) })
  return (
    <div className="flex flex-col gap-6">
      <PageHeading title="Team">Team</PageHeading>
      {refused && <StepUp onVerified={retry} onCancel={cancel} />}
      {error && !refused && !isFormError ? <ProblemNotice key={submittedAt} error={error} takesFocus /> : null}
      {/* Hidden, not removed: what is typed in the form stays while the code is asked for. */}
      <div hidden={refused !== undefined} className="flex flex-col gap-6 [&[hidden]]:hidden">
        {mayManage && <InviteForm key={invited} request={request} onInvited={() => setInvited(count => count + 1)} />}
        <MembersCard request={request} />
        <InvitationsCard request={request} />
        <LeaveCard request={request} />
      </div>
    </div>
  )
}
