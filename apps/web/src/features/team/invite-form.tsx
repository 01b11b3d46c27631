import { endpoints, type Role } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { Field } from '../../components/field.tsx'
import { Notice } from '../../components/notice.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { SelectField } from '../../components/select-field.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import type { TeamRequest } from './team-mutations.ts'
import { rolesUpTo, roleWords } from './team-words.ts'

const { email } = endpoints['invitations.create'].request.body.properties

type InviteFormProps = { request: TeamRequest; onInvited: () => void }

export function InviteForm({ request, onInvited }: InviteFormProps) {
  const [role, setRole] = useState<Role>('member')
  const isOwn = request.variables?.what === 'invite'
  const isSteppingUp = isProblem(request.error, 'stronger-sign-in-required')
  const shown = {
    error: isOwn && !isSteppingUp ? request.error : null,
    isPending: isOwn && request.isPending,
    submittedAt: request.submittedAt,
  }
  return (
    <Card title="Invite somebody">
      <div className="flex flex-col gap-4 p-5 sm:p-6">
        <RequestForm
          request={shown}
          onSubmit={textOf =>
            request.mutate({ what: 'invite', invitation: { email: textOf('/email'), role } }, { onSuccess: onInvited })
          }
          className="gap-4 sm:max-w-md"
        >
          <Field
            {...fieldOf('/email')}
            type="email"
            autoComplete="off"
            advice="Enter an address such as ada@example.com"
            {...constraintsOf(email)}
          />
          <SelectField label="Role" options={rolesUpTo(useSignedInUser().role)} value={role} onChange={setRole} />
          <p className="text-sm text-ink-faint">{roleWords[role]}</p>
          <Button type="submit" look="primary" isPending={shown.isPending} className="self-start">
            {shown.isPending ? 'Inviting…' : 'Send invitation'}
          </Button>
        </RequestForm>
        {isOwn && request.isSuccess && (
          <Notice tone="info" title="Invitation sent" takesFocus>
            <p className="text-sm">It works for seven days. You can send it again below.</p>
          </Notice>
        )}
      </div>
    </Card>
  )
}
