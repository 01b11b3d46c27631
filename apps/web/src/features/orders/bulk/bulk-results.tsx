import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { OrderStatus } from '@palisade/contracts'
import { Link } from '@tanstack/react-router'
import { Button } from '../../../components/button.tsx'
import { linkStyle } from '../../../components/link-style.ts'
import { Notice } from '../../../components/notice.tsx'
import { problemTitle } from '../../../lib/contract-texts.ts'
import { describeBulkMoved } from '../order-words.ts'
import type { Outcome } from './run-bulk.ts'
import type { BulkResult } from './use-bulk-move.ts'

type BulkResultsProps = { results: readonly BulkResult[]; to: OrderStatus; onClose: () => void }

/** The result of each order. Those that were not moved come first. */
export function BulkResults({ results, to, onClose }: BulkResultsProps) {
  const failed = results.filter(({ outcome }) => outcome.kind !== 'done')
  const done = results.length - failed.length
  const title = describeBulkMoved(to, done, results.length)
  return (
    <Notice tone={failed.length > 0 ? 'warn' : 'info'} title={title} takesFocus>
      {failed.length > 0 && (
        <ul aria-label={t`Orders that were not moved`} className="list-disc pl-5 text-sm">
          {failed.map(({ order, outcome }) => (
            <li key={order.id}>
              <Link to="/orders/$orderId" params={{ orderId: order.id }} className={linkStyle}>
                {order.reference}
              </Link>
              : {describe(outcome)}
            </li>
          ))}
        </ul>
      )}
      <Button className="self-start" onPress={onClose}>
        <Trans>Close</Trans>
      </Button>
    </Notice>
  )
}

function describe(outcome: Outcome): string {
  if (outcome.kind === 'refused')
    return t`${problemTitle(outcome.error.problem)} (request id ${outcome.error.problem.requestId})`
  if (outcome.kind === 'unknown') return t`The server did not answer. Open the order to see whether it was moved.`
  return t`Not sent, because the orders before it failed.`
}
