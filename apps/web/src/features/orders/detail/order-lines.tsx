import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Order } from '@palisade/contracts'
import { Card, cardSides } from '../../../components/card.tsx'
import { ColumnHeading, cellStyle, numberStyle, RowHeading, Table } from '../../../components/table.tsx'
import { formatMoney } from '../../../lib/money.ts'

const wide = 'hidden sm:table-cell'

export function OrderLines({ order }: { order: Order }) {
  return (
    <Card title={t`Lines`}>
      <Table
        caption={t`Lines of the order`}
        head={
          <>
            <ColumnHeading>
              <Trans>Item</Trans>
            </ColumnHeading>
            <ColumnHeading className={`${wide} ${numberStyle}`}>
              <Trans>Quantity</Trans>
            </ColumnHeading>
            <ColumnHeading className={`${wide} ${numberStyle}`}>
              <Trans>Unit price</Trans>
            </ColumnHeading>
            <ColumnHeading className={numberStyle}>
              <Trans>Total</Trans>
            </ColumnHeading>
          </>
        }
      >
        {order.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an answer have no other identity than their place
          <tr key={index}>
            <RowHeading>
              <span className="break-words">{line.description}</span>
              <span className="block font-mono text-[0.8125rem] break-all text-ink-faint">{line.sku}</span>
              <span className="block text-sm text-ink-soft sm:hidden">
                {line.quantity} × {formatMoney(line.unitPriceMinor, order.currency)}
              </span>
            </RowHeading>
            <td className={`${cellStyle} ${wide} ${numberStyle}`}>{line.quantity}</td>
            <td className={`${cellStyle} ${wide} ${numberStyle}`}>
              {formatMoney(line.unitPriceMinor, order.currency)}
            </td>
            <td className={`${cellStyle} ${numberStyle}`}>{formatMoney(line.totalMinor, order.currency)}</td>
          </tr>
        ))}
      </Table>
      <p className={`flex items-baseline justify-between gap-4 border-t-2 border-line py-4 ${cardSides}`}>
        <span className="font-semibold">
          <Trans>Order total</Trans>
        </span>
        <span className="text-xl font-bold tabular-nums">{formatMoney(order.totalMinor, order.currency)}</span>
      </p>
    </Card>
  )
}
