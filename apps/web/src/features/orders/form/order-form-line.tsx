import { endpoints } from '@palisade/contracts'
import { Button } from '../../../components/button.tsx'
import { Field } from '../../../components/field.tsx'
import { constraintsOf } from '../../../lib/constraints.ts'
import { lineFieldOf } from '../../../lib/field-labels.ts'
import { type Currency, formatMoney } from '../../../lib/money.ts'
import { type LineInput, parsePrice, parseQuantity, quantityRange } from './draft-input.ts'

type OrderFormLineProps = {
  index: number
  line: LineInput
  currency: Currency
  totalMinor: number | undefined
  takesFocus: boolean
  onChange: (change: Partial<LineInput>) => void
  onRemove: (() => void) | undefined
}

const rules = endpoints['orders.create'].request.body.properties.lines.items.properties
const adviceOnQuantity = `Enter a number from ${quantityRange.minimum} to ${quantityRange.maximum.toLocaleString('en')}`

export function OrderFormLine({
  index,
  line,
  currency,
  totalMinor,
  takesFocus,
  onChange,
  onRemove,
}: OrderFormLineProps) {
  const isFollowing = index > 0
  return (
    <fieldset className="grid grid-cols-2 items-start gap-3 px-5 py-4 sm:px-6 md:grid-cols-[8rem_minmax(0,1fr)_5rem_7rem_9rem]">
      <legend className="sr-only">Line {index + 1}</legend>
      <Field
        {...lineFieldOf(index, 'sku')}
        isLabelHidden={isFollowing}
        autoFocus={takesFocus}
        value={line.sku}
        onChange={sku => onChange({ sku })}
        advice="Use letters, digits, dots, underscores and hyphens"
        {...constraintsOf(rules.sku)}
      />
      <div className="order-first col-span-2 md:order-none md:col-span-1">
        <Field
          {...lineFieldOf(index, 'description')}
          isLabelHidden={isFollowing}
          value={line.description}
          onChange={description => onChange({ description })}
          {...constraintsOf(rules.description)}
        />
      </div>
      <Field
        {...lineFieldOf(index, 'quantity')}
        isLabelHidden={isFollowing}
        inputMode="numeric"
        isRequired
        value={line.quantity}
        onChange={quantity => onChange({ quantity })}
        validate={text => (parseQuantity(text) ? null : adviceOnQuantity)}
        inputClassName="text-right tabular-nums"
      />
      <Field
        {...lineFieldOf(index, 'unitPriceMinor')}
        isLabelHidden={isFollowing}
        inputMode="decimal"
        isRequired
        value={line.unitPrice}
        onChange={unitPrice => onChange({ unitPrice })}
        validate={text => (parsePrice(text, currency) === undefined ? 'Enter a price such as 12.50' : null)}
        inputClassName="text-right tabular-nums"
      />
      <div
        className={`flex min-h-10 items-center justify-end gap-1 self-end md:self-start ${isFollowing ? '' : 'md:mt-7'}`}
      >
        <p className="flex-1 text-right tabular-nums">
          <span className="sr-only">Line total </span>
          {totalMinor === undefined ? '–' : formatMoney(totalMinor, currency)}
        </p>
        {onRemove && (
          <Button look="quiet" aria-label={`Remove line ${index + 1}`} onPress={onRemove} className="-mr-2 px-2.5">
            <span aria-hidden="true">✕</span>
          </Button>
        )}
      </div>
    </fieldset>
  )
}
