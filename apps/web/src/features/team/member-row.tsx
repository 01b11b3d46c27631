import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Role } from '@palisade/contracts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { CardRow } from '../../components/card-list.tsx'
import { SelectField } from '../../components/select-field.tsx'
import { roleName } from '../../lib/contract-texts.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { rolesUpTo } from './roles-up-to.ts'
import type { TeamRequest } from './team-mutations.ts'
import type { Member } from './team-queries.ts'

type MemberRowProps = {
  member: Member
  isSelf: boolean
  isEditable: boolean
  mayTransfer: boolean
  request: TeamRequest
  onAsk: (what: 'remove' | 'transfer') => void
}

export function MemberRow(props: MemberRowProps) {
  const { member, isSelf, isEditable } = props
  const { name, email, role, disabled } = member
  return (
    <CardRow aside={isEditable && <Manage {...props} />}>
      <p className="font-semibold wrap-anywhere">
        {name}
        {isSelf && (
          <span className="font-normal text-ink-soft">
            {' '}
            <Trans>(you)</Trans>
          </span>
        )}
      </p>
      <p className="text-sm wrap-anywhere text-ink-soft">{email}</p>
      {!isEditable && <p className="text-sm text-ink-soft">{roleName(role)}</p>}
      {disabled && (
        <p className="pt-1">
          <Badge tone="danger">
            <Trans>Disabled</Trans>
          </Badge>
        </p>
      )}
    </CardRow>
  )
}

function Manage({ member, mayTransfer, request, onAsk }: MemberRowProps) {
  const { id, email, role, disabled } = member
  const { role: ownRole } = useSignedInUser()
  const change = (wanted: { role?: Role; disabled?: boolean }) =>
    request.mutate({ what: 'change', memberId: id, ...wanted })
  return (
    <fieldset className="flex flex-wrap items-end gap-3" aria-label={t`Manage ${email}`}>
      <SelectField
        label={t`Role`}
        options={rolesUpTo(ownRole)}
        nameOf={roleName}
        value={role}
        onChange={chosen => change({ role: chosen })}
      />
      <Button onPress={() => change({ disabled: !disabled })}>{disabled ? t`Enable` : t`Disable`}</Button>
      {mayTransfer && !disabled && role !== 'owner' && (
        <Button onPress={() => onAsk('transfer')}>
          <Trans>Transfer ownership</Trans>
        </Button>
      )}
      <Button look="danger" onPress={() => onAsk('remove')}>
        <Trans>Remove</Trans>
      </Button>
    </fieldset>
  )
}
