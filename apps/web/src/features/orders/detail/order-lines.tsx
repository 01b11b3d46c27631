import type { Order } from '@palisade/contracts'
import { Card } from '../../../components/card.tsx'
import { formatMoney } from '../../../lib/money.ts'

const cell = 'px-5 py-3 align-top sm:px-6'
const amount = 'text-right whitespace-nowrap tabular-nums'
const wide = 'hidden sm:table-cell'

export function OrderLines({ order }: { order: Order }) {
  return (
    <Card title="Lines">
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">Lines of the order</caption>
        <thead className="border-b border-line text-sm text-ink-faint">
          <tr>
            <th scope="col" className={`${cell} font-medium`}>
              Item
            </th>
            <th scope="col" className={`${cell} ${wide} ${amount} font-medium`}>
              Quantity
            </th>
            <th scope="col" className={`${cell} ${wide} ${amount} font-medium`}>
              Unit price
            </th>
            <th scope="col" className={`${cell} ${amount} font-medium`}>
              Total
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {order.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an answer have no other identity than their place
            <tr key={index}>
              <th scope="row" className={`${cell} font-normal`}>
                <span className="break-words">{line.description}</span>
                <span className="block font-mono text-[0.8125rem] break-all text-ink-faint">{line.sku}</span>
                <span className="block text-sm text-ink-soft sm:hidden">
                  {line.quantity} × {formatMoney(line.unitPriceMinor, order.currency)}
                </span>
              </th>
              <td className={`${cell} ${wide} ${amount}`}>{line.quantity}</td>
              <td className={`${cell} ${wide} ${amount}`}>{formatMoney(line.unitPriceMinor, order.currency)}</td>
              <td className={`${cell} ${amount}`}>{formatMoney(line.totalMinor, order.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="flex items-baseline justify-between gap-4 border-t-2 border-line px-5 py-4 sm:px-6">
        <span className="font-semibold">Order total</span>
        <span className="text-xl font-bold tabular-nums">{formatMoney(order.totalMinor, order.currency)}</span>
      </p>
    </Card>
  )
}
