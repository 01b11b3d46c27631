import type { Role } from '@palisade/contracts'
import { Button } from '../../components/button.tsx'
import { SelectField } from '../../components/select-field.tsx'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import type { TeamRequest } from './team-mutations.ts'
import type { Member } from './team-queries.ts'
import { rolesUpTo } from './team-words.ts'

type MemberRowProps = {
  member: Member
  isSelf: boolean
  isEditable: boolean
  mayTransfer: boolean
  request: TeamRequest
  onAsk: (what: 'remove' | 'transfer') => void
}

export function MemberRow({ member, isSelf, isEditable, mayTransfer, request, onAsk }: MemberRowProps) {
  const { id, name, email, role, disabled } = member
  const { role: ownRole } = useSignedInUser()
  const change = (wanted: { role?: Role; disabled?: boolean }) =>
    request.mutate({ what: 'change', memberId: id, ...wanted })
  return (
    <li className="flex flex-wrap items-end justify-between gap-4 px-5 py-4 sm:px-6">
      <div className="min-w-0">
        <p className="font-semibold wrap-anywhere">
          {name}
          {isSelf && <span className="font-normal text-ink-soft"> (you)</span>}
        </p>
        <p className="text-sm wrap-anywhere text-ink-soft">{email}</p>
        {(!isEditable || disabled) && (
          <p className="text-sm text-ink-soft">
            {role}
            {disabled && ', disabled'}
          </p>
        )}
      </div>
      {isEditable && (
        <fieldset className="flex flex-wrap items-end gap-2" aria-label={`Manage ${email}`}>
          <SelectField
            label="Role"
            options={rolesUpTo(ownRole)}
            value={role}
            onChange={chosen => change({ role: chosen })}
          />
          <Button onPress={() => change({ disabled: !disabled })}>{disabled ? 'Enable' : 'Disable'}</Button>
          {mayTransfer && !disabled && role !== 'owner' && (
            <Button onPress={() => onAsk('transfer')}>Make owner instead of me</Button>
          )}
          <Button look="danger" onPress={() => onAsk('remove')}>
            Remove
          </Button>
        </fieldset>
      )}
    </li>
  )
}
