import { t } from '@lingui/core/macro'
import { endpoints } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { CheckboxList } from '../../components/checkbox-list.tsx'
import { Field } from '../../components/field.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import type { FieldTexts, FormDraft } from '../../lib/drafts-context.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { type ProgramScope, useProgramScopes } from '../../lib/program-scopes.ts'
import { type AccountRequest, type Act, partOf } from './service-account-action.ts'

const { name } = endpoints['service-accounts.create'].request.body.properties

type NewAccountProps = { request: AccountRequest; act: Act; draft: FormDraft<FieldTexts> }

export function NewAccount({ request, act, draft }: NewAccountProps) {
  const [scopes, setScopes] = useState<readonly ProgramScope[]>([])
  const own = partOf(request, action => action.what === 'create')
  return (
    <Card title={t`Create a service account`}>
      <CardBody>
        <RequestForm
          request={own}
          draft={draft}
          onSubmit={textOf => act({ what: 'create', body: { name: textOf('/name'), scopes: [...scopes] } })}
        >
          <Field
            {...fieldOf('/name')}
            {...constraintsOf(name)}
            description={t`What the program is, such as “Shop import”`}
          />
          <CheckboxList {...fieldOf('/scopes')} options={useProgramScopes()} value={scopes} onChange={setScopes} />
          <Button type="submit" look="primary" isPending={own.isPending} className="self-start">
            {own.isPending ? t`Creating…` : t`Create service account`}
          </Button>
        </RequestForm>
      </CardBody>
    </Card>
  )
}
