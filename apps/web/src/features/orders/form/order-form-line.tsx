import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints } from '@palisade/contracts'
import { Button } from '../../../components/button.tsx'
import { cardSides } from '../../../components/card.tsx'
import { Field } from '../../../components/field.tsx'
import { constraintsOf } from '../../../lib/constraints.ts'
import { lineFieldOf } from '../../../lib/field-labels.ts'
import { type Currency, examplePrice, formatMoney } from '../../../lib/money.ts'
import { formatNumber } from '../../../lib/numbers.ts'
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
const adviceOnQuantity = () => {
  const { minimum, maximum } = quantityRange
  return t`Enter a number from ${minimum} to ${formatNumber(maximum)}`
}

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
    <fieldset
      className={`grid grid-cols-2 items-start gap-3 py-4 md:grid-cols-[8rem_minmax(0,1fr)_5rem_7rem_9rem] ${cardSides}`}
    >
      <legend className="sr-only">
        <Trans>Line {index + 1}</Trans>
      </legend>
      <Field
        {...lineFieldOf(index, 'sku')}
        isLabelHidden={isFollowing}
        autoFocus={takesFocus}
        value={line.sku}
        onChange={sku => onChange({ sku })}
        advice={t`Use letters, digits, dots, underscores and hyphens`}
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
        validate={text => (parseQuantity(text) ? null : adviceOnQuantity())}
        inputClassName="text-right tabular-nums"
      />
      <Field
        {...lineFieldOf(index, 'unitPriceMinor')}
        isLabelHidden={isFollowing}
        inputMode="decimal"
        isRequired
        value={line.unitPrice}
        onChange={unitPrice => onChange({ unitPrice })}
        validate={text =>
          parsePrice(text, currency) === undefined ? t`Enter a price such as ${examplePrice()}` : null
        }
        inputClassName="text-right tabular-nums"
      />
      <div
        className={`flex min-h-10 items-center justify-end gap-1 self-end md:self-start ${isFollowing ? '' : 'md:mt-7'}`}
      >
        <p className="flex-1 text-right tabular-nums">
          <span className="sr-only">
            <Trans>Line total</Trans>{' '}
          </span>
          {totalMinor === undefined ? '–' : formatMoney(totalMinor, currency)}
        </p>
        {onRemove && (
          <Button look="quiet" aria-label={t`Remove line ${index + 1}`} onPress={onRemove} className="-mr-2 px-2.5">
            <span aria-hidden="true">✕</span>
          </Button>
        )}
      </div>
    </fieldset>
  )
}
