import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { currencies, endpoints, type OrderDraft } from '@palisade/contracts'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Card, cardSides } from '../../../components/card.tsx'
import { Field } from '../../../components/field.tsx'
import { RequestForm, type SentRequest } from '../../../components/request-form.tsx'
import { SelectField } from '../../../components/select-field.tsx'
import { constraintsOf } from '../../../lib/constraints.ts'
import { fieldOf } from '../../../lib/field-labels.ts'
import { type DraftInput, draftOf } from './draft-input.ts'
import { OrderFormLines } from './order-form-lines.tsx'

type OrderFormProps = {
  initial: DraftInput
  submitLabel: string
  request: SentRequest
  /** An action for errors that sending the form again cannot solve. */
  help?: ReactNode
  /** Whether there is nothing to save. */
  isUnchanged?: boolean
  onChange: (input: DraftInput) => void
  onSubmit: (draft: OrderDraft) => void
  /** Shown beside the submit button. */
  cancel: ReactNode
}

const rules = endpoints['orders.create'].request.body.properties

export function OrderForm(props: OrderFormProps) {
  const { initial, submitLabel, request, help, isUnchanged = false, onChange, onSubmit, cancel } = props
  const [input, setInput] = useState(initial)
  const mayBeSent = !isUnchanged && !help
  const set = (change: Partial<DraftInput>) => {
    const changed = { ...input, ...change }
    setInput(changed)
    onChange(changed)
  }
  return (
    <RequestForm
      className="gap-5"
      request={request}
      help={help}
      onSubmit={() => {
        const draft = draftOf(input)
        if (draft && mayBeSent) onSubmit(draft)
      }}
    >
      <Card title={t`Customer`}>
        <div className={`grid gap-4 py-4 sm:grid-cols-2 ${cardSides}`}>
          <Field
            {...fieldOf('/customerName')}
            value={input.customerName}
            onChange={customerName => set({ customerName })}
            {...constraintsOf(rules.customerName)}
          />
          <Field
            {...fieldOf('/customerEmail')}
            type="email"
            autoComplete="off"
            value={input.customerEmail}
            onChange={customerEmail => set({ customerEmail })}
            advice={t`Enter an address such as buyer@example.com`}
            {...constraintsOf(rules.customerEmail)}
          />
        </div>
      </Card>
      <OrderFormLines lines={input.lines} currency={input.currency} onChange={lines => set({ lines })} />
      <Card title={t`Terms`}>
        <div className={`grid gap-4 py-4 sm:grid-cols-[10rem_1fr] ${cardSides}`}>
          <SelectField
            label={fieldOf('/currency').label}
            options={currencies}
            value={input.currency}
            onChange={currency => set({ currency })}
          />
          <Field
            {...fieldOf('/note')}
            rows={3}
            value={input.note}
            onChange={note => set({ note })}
            {...constraintsOf(rules.note, false)}
          />
        </div>
      </Card>
      <div className="flex flex-wrap items-center justify-end gap-3">
        {isUnchanged && (
          <p className="text-sm text-ink-soft">
            <Trans>No changes to save yet</Trans>
          </p>
        )}
        {cancel}
        <Button type="submit" look="primary" isPending={request.isPending} isDisabled={!mayBeSent}>
          {request.isPending ? t`Saving…` : submitLabel}
        </Button>
      </div>
    </RequestForm>
  )
}
