import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Card, cardSides } from '../../../components/card.tsx'
import { type Currency, examplePrice, formatMoney } from '../../../lib/money.ts'
import { emptyLine, type LineInput, mostLines, previewTotals } from './draft-input.ts'
import { OrderFormLine } from './order-form-line.tsx'

type OrderFormLinesProps = {
  lines: LineInput[]
  currency: Currency
  onChange: (lines: LineInput[]) => void
}

/** Moves the focus into an added line, and to the neighbor of a removed one. */
export function OrderFormLines({ lines, currency, onChange }: OrderFormLinesProps) {
  const [addedKey, setAddedKey] = useState<string>()
  const addButton = useRef<HTMLButtonElement>(null)
  const totals = previewTotals({ lines, currency })

  function add() {
    const line = emptyLine()
    setAddedKey(line.key)
    onChange([...lines, line])
  }

  function change(key: string, change: Partial<LineInput>) {
    onChange(lines.map(line => (line.key === key ? { ...line, ...change } : line)))
  }

  function remove(key: string) {
    onChange(lines.filter(line => line.key !== key))
    addButton.current?.focus()
  }

  return (
    <Card
      title={t`Lines`}
      aside={
        <p className="text-sm text-ink-faint">
          <Trans>
            Prices in {currency}, such as {examplePrice()}
          </Trans>
        </p>
      }
    >
      <div className="flex flex-col divide-y divide-line">
        {lines.map((line, index) => (
          <OrderFormLine
            key={line.key}
            index={index}
            line={line}
            currency={currency}
            totalMinor={totals.perLine[index]}
            takesFocus={line.key === addedKey}
            onChange={part => change(line.key, part)}
            onRemove={lines.length > 1 ? () => remove(line.key) : undefined}
          />
        ))}
      </div>
      <div className={`flex flex-wrap items-center justify-between gap-4 border-t border-line py-4 ${cardSides}`}>
        <Button ref={addButton} isDisabled={lines.length >= mostLines} onPress={add}>
          <Trans>Add line</Trans>
        </Button>
        <p className="flex items-baseline gap-3">
          <span className="text-sm text-ink-soft">
            <Trans>Total, as a preview</Trans>
          </span>
          <output className="text-xl font-bold tabular-nums">{formatMoney(totals.total, currency)}</output>
        </p>
      </div>
    </Card>
  )
}
