import { currencies, endpoints, type OrderDraft } from '@palisade/contracts'
import { type ReactNode, useState } from 'react'
import { Form } from 'react-aria-components'
import { Button } from '../../../components/button.tsx'
import { Card } from '../../../components/card.tsx'
import { Field } from '../../../components/field.tsx'
import { SelectField } from '../../../components/select-field.tsx'
import { constraintsOf } from '../../../lib/constraints.ts'
import { formatMoney } from '../../../lib/money.ts'
import { type DraftInput, draftOf, emptyLine, previewTotals } from './draft-input.ts'
import { fieldErrorsOf } from './field-errors.ts'
import { OrderFormLine } from './order-form-line.tsx'

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
const maxLines = 100

/** Fields are named by the JSON Pointer of what they fill, so that the server's complaints find their field. */
export function OrderForm({ initial, submitLabel, isPending, error, onSubmit, cancel }: OrderFormProps) {
  const [input, setInput] = useState(initial)
  const set = (change: Partial<DraftInput>) => setInput(current => ({ ...current, ...change }))
  const totals = previewTotals(input)
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
      <Card title="Lines" aside={<p className="text-sm text-ink-faint">Prices in {input.currency}, such as 12.50</p>}>
        <div className="flex flex-col divide-y divide-line">
          {input.lines.map((line, index) => (
            <OrderFormLine
              key={line.key}
              index={index}
              line={line}
              currency={input.currency}
              totalMinor={totals.perLine[index]}
              onChange={change =>
                set({ lines: input.lines.map(other => (other.key === line.key ? { ...other, ...change } : other)) })
              }
              onRemove={
                input.lines.length > 1
                  ? () => set({ lines: input.lines.filter(other => other.key !== line.key) })
                  : undefined
              }
            />
          ))}
        </div>
        <div className="flex flex-wrap items-center justify-between gap-4 border-t border-line px-5 py-4 sm:px-6">
          <Button
            isDisabled={input.lines.length >= maxLines}
            onPress={() => set({ lines: [...input.lines, emptyLine()] })}
          >
            Add line
          </Button>
          <p className="flex items-baseline gap-3">
            <span className="text-sm text-ink-soft">Total, as a preview</span>
            <output className="text-xl font-bold tabular-nums">{formatMoney(totals.total, input.currency)}</output>
          </p>
        </div>
      </Card>
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
