import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints } from '@palisade/contracts'
import { Field } from '../../components/field.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { type TenantCardProps, TenantFieldCard } from './tenant-field-card.tsx'
import { useTenantForm } from './tenant-requests.ts'

const { color } = endpoints['tenant.change'].request.body.properties

export function ColorCard({ tenant, onChanged, onReload }: TenantCardProps) {
  const form = useTenantForm('workspace-color', tenant, onChanged)
  return (
    <TenantFieldCard
      title={t`Color`}
      form={form}
      onSubmit={textOf => form.changing.mutate({ color: withoutHash(textOf('/color')) })}
      onReload={onReload}
      saveLabel={<Trans>Save color</Trans>}
      saved={form.changing.isSuccess && t`The color is saved.`}
    >
      <Field
        {...fieldOf('/color')}
        defaultValue={tenant.color ?? ''}
        {...constraintsOf(color, false)}
        // Design tools copy a color as `#1C6549`.
        pattern="#?[0-9A-Fa-f]{6}"
        autoComplete="off"
        description={t`Six hexadecimal digits, such as 1c6549; empty for the default. Pages use darker and lighter shades of it, so that texts can be read.`}
        advice={t`Enter six of the characters 0 to 9 and a to f`}
      />
    </TenantFieldCard>
  )
}

const withoutHash = (color: string) => color.replace('#', '').toLowerCase()
