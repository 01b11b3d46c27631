import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints } from '@palisade/contracts'
import { useState } from 'react'
import { Field } from '../../components/field.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { type TenantCardProps, TenantFieldCard } from './tenant-field-card.tsx'
import { useTenantForm } from './tenant-requests.ts'

const { name } = endpoints['tenant.change'].request.body.properties

export function NameCard({ tenant, onChanged, onReload }: TenantCardProps) {
  const form = useTenantForm('workspace-name', tenant, onChanged)
  const { draft, changing } = form
  const [text, setText] = useState(draft.restored?.['/name'] ?? tenant.name)
  return (
    <TenantFieldCard
      title={t`Name`}
      form={form}
      onSubmit={textOf => changing.mutate({ name: textOf('/name') })}
      onReload={onReload}
      saveLabel={<Trans>Save name</Trans>}
      saved={changing.isSuccess && t`The workspace is now called ${changing.data.name}.`}
    >
      <Field
        {...fieldOf('/name')}
        value={text}
        onChange={setText}
        {...constraintsOf(name)}
        description={t`Members and people whom you invite see it. The short name ${tenant.slug} stays as it is.`}
      />
    </TenantFieldCard>
  )
}
