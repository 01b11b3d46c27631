import { t } from '@lingui/core/macro'
import { endpoints } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { ButtonRow } from '../../components/button-row.tsx'
import { Field } from '../../components/field.tsx'
import { LifetimeField } from '../../components/lifetime-field.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { type KeyLifetime, keyLifetimes } from '../../lib/program-scopes.ts'
import { OpenedForm } from './opened-form.tsx'
import { type AccountProps, partOf } from './service-account-action.ts'

const { name } = endpoints['api-keys.create'].request.body.properties

/** A key with all that the account may do: fewer permissions are a matter of another account. */
export function NewKeyForm({ account, request, act }: AccountProps) {
  const [lifetime, setLifetime] = useState<KeyLifetime>('90 days')
  const { id: accountId, scopes } = account
  const own = partOf(request, action => action.what === 'create-key' && action.accountId === accountId)
  return (
    <OpenedForm openLabel={t`New API key`} openName={t`New API key for ${account.name}`}>
      {cancel => (
        <RequestForm
          request={own}
          onSubmit={textOf => {
            const body = {
              name: textOf('/name'),
              scopes,
              expiresInDays: keyLifetimes[lifetime],
              serviceAccountId: accountId,
            }
            act({ what: 'create-key', accountId, body })
          }}
        >
          <Field
            autoFocus
            {...fieldOf('/name')}
            {...constraintsOf(name)}
            description={t`Where the key is used, such as “Production”`}
          />
          <LifetimeField value={lifetime} onChange={setLifetime} />
          <ButtonRow>
            <Button type="submit" look="primary" isPending={own.isPending}>
              {own.isPending ? t`Creating…` : t`Create key`}
            </Button>
            {cancel}
          </ButtonRow>
        </RequestForm>
      )}
    </OpenedForm>
  )
}
