import { t } from '@lingui/core/macro'
import { endpoints } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { CheckboxList } from '../../components/checkbox-list.tsx'
import { Field } from '../../components/field.tsx'
import { LifetimeField } from '../../components/lifetime-field.tsx'
import { NewKeyShown } from '../../components/new-key-shown.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import type { FieldTexts, FormDraft } from '../../lib/drafts-context.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { type KeyLifetime, keyLifetimes, type ProgramScope, useProgramScopes } from '../../lib/program-scopes.ts'
import type { useCreateApiKey } from './api-key-requests.ts'

const { name } = endpoints['api-keys.create'].request.body.properties

type NewApiKeyProps = { creating: ReturnType<typeof useCreateApiKey>; draft: FormDraft<FieldTexts> }

export function NewApiKey({ creating, draft }: NewApiKeyProps) {
  const { data: created, reset } = creating
  return (
    <Card title={t`Create an API key`}>
      <CardBody>
        {created ? (
          <NewKeyShown created={created} onDone={reset} />
        ) : (
          <NewApiKeyForm creating={creating} draft={draft} />
        )}
      </CardBody>
    </Card>
  )
}

function NewApiKeyForm({ creating, draft }: NewApiKeyProps) {
  const options = useProgramScopes()
  const [scopes, setScopes] = useState<readonly ProgramScope[]>([])
  const [lifetime, setLifetime] = useState<KeyLifetime>('90 days')
  return (
    <RequestForm
      request={creating}
      draft={draft}
      onSubmit={textOf =>
        creating.mutate({ name: textOf('/name'), scopes: [...scopes], expiresInDays: keyLifetimes[lifetime] })
      }
    >
      <Field {...fieldOf('/name')} {...constraintsOf(name)} description={t`What uses the key, such as “Shop import”`} />
      <CheckboxList {...fieldOf('/scopes')} options={options} value={scopes} onChange={setScopes} />
      <LifetimeField value={lifetime} onChange={setLifetime} />
      <Button type="submit" look="primary" isPending={creating.isPending} className="self-start">
        {creating.isPending ? t`Creating…` : t`Create key`}
      </Button>
    </RequestForm>
  )
}
