import { currencies, endpoints, type OrderDraft } from '@palisade/contracts'
import { type ReactNode, useState } from 'react'
import { Form } from 'react-aria-components'
import { Button } from '../../../components/button.tsx'
import { Card } from '../../../components/card.tsx'
import { Field } from '../../../components/field.tsx'
import { SelectField } from '../../../components/select-field.tsx'
import { constraintsOf } from '../../../lib/constraints.ts'
import { type DraftInput, draftOf } from './draft-input.ts'
import { fieldErrorsOf } from './field-errors.ts'
import { OrderFormLines } from './order-form-lines.tsx'

type OrderFormProps = {
  initial: DraftInput
  submitLabel: string
  isPending: boolean
  error: unknown
  onSubmit: (draft: OrderDraft) => void
  /** Stands beside the button that submits. */
  cancel: ReactNode
}

const rules = endpoints['orders.create'].request.body.properties

/** Fields are named by the JSON Pointer of what they fill, so that the server's complaints find their field. */
export function OrderForm({ initial, submitLabel, isPending, error, onSubmit, cancel }: OrderFormProps) {
  const [input, setInput] = useState(initial)
  const set = (change: Partial<DraftInput>) => setInput(current => ({ ...current, ...change }))
  return (
    <Form
      className="flex flex-col gap-5"
      validationErrors={fieldErrorsOf(error)}
      onSubmit={event => {
        event.preventDefault()
        const draft = draftOf(input)
        if (draft) onSubmit(draft)
      }}
    >
      <Card title="Customer">
        <div className="grid gap-4 px-5 py-5 sm:grid-cols-2 sm:px-6">
          <Field
            label="Customer name"
            name="/customerName"
            value={input.customerName}
            onChange={customerName => set({ customerName })}
            {...constraintsOf(rules.customerName)}
          />
          <Field
            label="Customer email"
            name="/customerEmail"
            type="email"
            autoComplete="off"
            value={input.customerEmail}
            onChange={customerEmail => set({ customerEmail })}
            advice="Write an address such as buyer@example.com"
            {...constraintsOf(rules.customerEmail)}
          />
        </div>
      </Card>
      <OrderFormLines lines={input.lines} currency={input.currency} onChange={lines => set({ lines })} />
      <Card title="Terms">
        <div className="grid gap-4 px-5 py-5 sm:grid-cols-[10rem_1fr] sm:px-6">
          <SelectField
            label="Currency"
            options={currencies}
            value={input.currency}
            onChange={currency => set({ currency })}
          />
          <Field
            label="Note"
            name="/note"
            rows={3}
            value={input.note}
            onChange={note => set({ note })}
            maxLength={constraintsOf(rules.note).maxLength ?? 0}
          />
        </div>
      </Card>
      <div className="flex flex-wrap justify-end gap-3">
        {cancel}
        <Button type="submit" look="primary" isPending={isPending}>
          {isPending ? 'Saving…' : submitLabel}
        </Button>
      </div>
    </Form>
  )
}
