import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints, invitationLink, type Role, roleDescriptions } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { Field } from '../../components/field.tsx'
import { Notice } from '../../components/notice.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { SelectField } from '../../components/select-field.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { roleName, translate } from '../../lib/contract-texts.ts'
import type { FieldTexts, FormDraft } from '../../lib/drafts-context.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { formatWait } from '../../lib/format-wait.ts'
import { isProblem } from '../../lib/problem-error.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { rolesUpTo } from './roles-up-to.ts'
import type { TeamRequest } from './team-mutations.ts'

const { email } = endpoints['invitations.create'].request.body.properties

type InviteFormProps = { request: TeamRequest; draft: FormDraft<FieldTexts> }

export function InviteForm({ request, draft }: InviteFormProps) {
  const [role, setRole] = useState<Role>('member')
  const isOwn = request.variables?.what === 'invite'
  const isSteppingUp = isProblem(request.error, 'stronger-sign-in-required')
  const shown = {
    error: isOwn && !isSteppingUp ? request.error : null,
    isPending: isOwn && request.isPending,
    submittedAt: request.submittedAt,
  }
  return (
    <Card title={t`Invite somebody`}>
      <CardBody>
        <RequestForm
          request={shown}
          draft={draft}
          onSubmit={textOf => request.mutate({ what: 'invite', invitation: { email: textOf('/email'), role } })}
        >
          <Field
            {...fieldOf('/email')}
            type="email"
            autoComplete="off"
            advice={t`Enter an address such as ada@example.com`}
            {...constraintsOf(email)}
          />
          <SelectField
            label={t`Role`}
            options={rolesUpTo(useSignedInUser().role)}
            nameOf={roleName}
            value={role}
            onChange={setRole}
          />
          <p className="text-sm text-ink-faint">{translate(roleDescriptions[role])}</p>
          <Button type="submit" look="primary" isPending={shown.isPending} className="self-start">
            {shown.isPending ? t`Inviting…` : t`Send invitation`}
          </Button>
        </RequestForm>
        {isOwn && request.isSuccess && (
          <Notice tone="info" title={t`Invitation sent`} takesFocus>
            <p className="text-sm">
              <Trans>It works for {formatWait(invitationLink.lifetimeMs / 1_000)}. You can send it again below.</Trans>
            </p>
          </Notice>
        )}
      </CardBody>
    </Card>
  )
}
