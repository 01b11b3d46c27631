import { apiKeyScopes, endpoints, scopes as scopeTexts } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { CheckboxList } from '../../components/checkbox-list.tsx'
import { Field } from '../../components/field.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { SelectField } from '../../components/select-field.tsx'
import { ShownOnce } from '../../components/shown-once.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import type { useCreateApiKey } from './api-key-requests.ts'

type ApiKeyScope = (typeof apiKeyScopes)[number]

const { name } = endpoints['api-keys.create'].request.body.properties

const lifetimes = { '7 days': 7, '30 days': 30, '90 days': 90, '1 year': 365 } as const
type Lifetime = keyof typeof lifetimes

export function NewApiKey({ creating }: { creating: ReturnType<typeof useCreateApiKey> }) {
  const { data: created, reset } = creating
  return (
    <Card title="Create an API key">
      <div className="flex flex-col gap-4 px-5 py-4 sm:px-6">
        {created ? (
          <ShownOnce
            title={`The key “${created.name}”`}
            advice="Store it where your program reads its secrets. It is not shown again."
            secrets={[created.key]}
            copyLabel="Copy the key"
            fileName="palisade-api-key.txt"
            onDone={reset}
          />
        ) : (
          <NewApiKeyForm creating={creating} />
        )}
      </div>
    </Card>
  )
}

function NewApiKeyForm({ creating }: { creating: ReturnType<typeof useCreateApiKey> }) {
  const allowed = useSignedInUser().scopes
  const [scopes, setScopes] = useState<readonly ApiKeyScope[]>([])
  const [lifetime, setLifetime] = useState<Lifetime>('90 days')
  const options = apiKeyScopes
    .filter(scope => allowed.includes(scope))
    .map(scope => ({ value: scope, label: `${scopeTexts[scope]} (${scope})` }))
  return (
    <RequestForm
      request={creating}
      className="max-w-md gap-4"
      onSubmit={textOf =>
        creating.mutate({ name: textOf('/name'), scopes: [...scopes], expiresInDays: lifetimes[lifetime] })
      }
    >
      <Field {...fieldOf('/name')} {...constraintsOf(name)} description="What uses the key, such as “Shop import”" />
      <CheckboxList {...fieldOf('/scopes')} options={options} value={scopes} onChange={setScopes} />
      <SelectField
        label={fieldOf('/expiresInDays').label}
        options={Object.keys(lifetimes) as Lifetime[]}
        value={lifetime}
        onChange={setLifetime}
      />
      <Button type="submit" look="primary" isPending={creating.isPending} className="self-start">
        {creating.isPending ? 'Creating…' : 'Create key'}
      </Button>
    </RequestForm>
  )
}
