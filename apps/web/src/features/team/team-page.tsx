import { t } from '@lingui/core/macro'
import { useState } from 'react'
import { AdminHostNotice } from '../../components/admin-host-notice.tsx'
import { HiddenWhile } from '../../components/hidden-while.tsx'
import { Notice } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { focusPageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { isOnAdminHost } from '../../lib/admin-host.ts'
import { useTextDraft } from '../../lib/drafts-context.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { useMay, useSignedInUser } from '../../lib/signed-in-user.ts'
import type { StepUp } from '../../lib/step-up.ts'
import { InvitationsCard } from './invitations-card.tsx'
import { InviteForm } from './invite-form.tsx'
import { MembersCard } from './members-card.tsx'
import { type TeamAction, useTeamAction } from './team-mutations.ts'

/** Notices at the top, for actions whose button may be gone. The form has its own notice; roles and states show the new value. */
const doneWords = (): Partial<Record<TeamAction['what'], string>> => ({
  remove: t`Member removed`,
  transfer: t`Ownership transferred`,
  resend: t`Invitation sent again`,
  revoke: t`Invitation revoked`,
})

type TeamPageProps = { StepUp: StepUp; onOwnAccessChanged: () => Promise<unknown> }

export function TeamPage({ StepUp, onOwnAccessChanged }: TeamPageProps) {
  const mayManage = useMay('members:manage')
  const mayElsewhere = useSignedInUser().scopes.includes('members:manage') && isOnAdminHost('members:manage')
  const [invited, setInvited] = useState(0)
  const draft = useTextDraft('invitation')
  const onInvited = () => {
    draft.discard()
    setInvited(count => count + 1)
  }
  const request = useTeamAction({ onOwnAccessChanged, onInvited })
  const { error, isSuccess, variables, mutate, reset, submittedAt } = request
  const done = isSuccess && doneWords()[variables.what]
  const refused = isProblem(error, 'stronger-sign-in-required') ? variables : undefined
  // The form shows its own errors at its fields.
  const isFormError = variables?.what === 'invite'
  const cancel = () => {
    reset()
    focusPageHeading()
  }
  return (
    <Page title={t`Team`}>
      {refused && <StepUp onVerified={() => mutate(refused)} onCancel={cancel} />}
      {error && !refused && !isFormError ? <ProblemNotice key={submittedAt} error={error} takesFocus /> : null}
      {done ? <Notice key={submittedAt} tone="info" title={done} takesFocus /> : null}
      <HiddenWhile isHidden={refused !== undefined}>
        {mayElsewhere && <AdminHostNotice purpose={t`manage members and invitations`} path="/team" />}
        {mayManage && <InviteForm key={invited} request={request} draft={draft} />}
        <MembersCard request={request} />
        <InvitationsCard request={request} />
      </HiddenWhile>
    </Page>
  )
}
