import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { CheckboxList } from '../components/checkbox-list.tsx'
import { Field } from '../components/field.tsx'
import { InlineSelect } from '../components/inline-select.tsx'
import { LifetimeField } from '../components/lifetime-field.tsx'
import { PeriodFields } from '../components/period-fields.tsx'
import { RequestForm } from '../components/request-form.tsx'
import { SelectField } from '../components/select-field.tsx'
import { Example } from './example.tsx'

const currencies = ['EUR', 'USD', 'CHF'] as const
const kinds = ['Read orders', 'Write orders'].map(label => ({ value: label, label }))
const idle = { error: null, isPending: false, submittedAt: 0 }

export function Fields() {
  return (
    <>
      <Example name="RequestForm with a Field of each kind: send it empty to see the errors">
        <RequestForm request={idle} onSubmit={() => undefined}>
          <Field label="Customer name" name="/customerName" isRequired />
          <Field label="SKU" name="/sku" pattern="[A-Z0-9-]+" advice="Use capital letters, digits and hyphens" />
          <Field label="Note" name="/note" rows={3} description="The customer can read it" />
          <Field label="Reference" name="/reference" defaultValue="Not to be changed" isDisabled />
          <Choices />
          <Button type="submit" look="primary" className="self-start">
            Save
          </Button>
        </RequestForm>
      </Example>
      <Filters />
    </>
  )
}

function Choices() {
  const [scopes, setScopes] = useState<readonly string[]>(['Read orders'])
  const [currency, setCurrency] = useState<(typeof currencies)[number]>('EUR')
  const [lifetime, setLifetime] = useState<Parameters<typeof LifetimeField>[0]['value']>('90 days')
  return (
    <>
      <CheckboxList name="scopes" label="Scopes" options={kinds} value={scopes} onChange={setScopes} />
      <SelectField label="Currency" options={currencies} value={currency} onChange={setCurrency} />
      <LifetimeField value={lifetime} onChange={setLifetime} />
    </>
  )
}

function Filters() {
  const [status, setStatus] = useState('Read orders')
  const [period, setPeriod] = useState({ from: '2026-02-01', to: '2026-01-01' })
  return (
    <Example name="InlineSelect, and PeriodFields with days in the wrong order">
      <div className="flex flex-wrap items-start gap-4">
        <InlineSelect label="Scope" options={kinds} value={status} onChange={setStatus} />
        <PeriodFields period={period} onChange={(name, day) => setPeriod({ ...period, [name]: day })} />
      </div>
    </Example>
  )
}
