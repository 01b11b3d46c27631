import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Order, OrderStatus } from '@palisade/contracts'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Card, CardBody } from '../../../components/card.tsx'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { isStale, useMoveOrder } from '../order-mutations.ts'
import { describeMoved, stepNames } from '../order-words.ts'

/** The steps that the server says this user may take next. */
export function OrderSteps({ order }: { order: Order }) {
  const { mutate, error, data: moved, isPending, variables, submittedAt } = useMoveOrder(order)
  const [isCancelling, setCancelling] = useState(false)
  const status = useRef<HTMLParagraphElement>(null)
  // The button that was pressed is gone: without this, the focus falls back to the beginning of the page.
  useEffect(() => {
    if (moved) status.current?.focus()
  }, [moved])
  const take = (to: OrderStatus) => (to === 'cancelled' ? setCancelling(true) : mutate(to))
  return (
    <Card title={t`Next step`}>
      <CardBody className="gap-3">
        {error && (
          <ProblemNotice key={submittedAt} error={error} takesFocus>
            {isStale(error) && (
              <p className="text-sm">
                <Trans>Nothing was changed. This page now shows the latest version. Check it, then try again.</Trans>
              </p>
            )}
          </ProblemNotice>
        )}
        <p ref={status} role="status" tabIndex={-1} className={moved ? 'font-medium' : 'sr-only'}>
          {moved && describeMoved(moved.status)}
        </p>
        {order.allowedTransitions.map(to => (
          <Button
            key={to}
            look={to === 'cancelled' ? 'danger' : 'primary'}
            isPending={isPending && variables === to}
            isDisabled={isPending && variables !== to}
            onPress={() => take(to)}
          >
            {stepNames()[to]}
          </Button>
        ))}
        {order.allowedTransitions.length === 0 && (
          <p className="text-ink-soft">
            <Trans>You cannot move this order any further.</Trans>
          </p>
        )}
      </CardBody>
      <ConfirmDialog
        isOpen={isCancelling}
        title={t`Cancel order ${order.reference}?`}
        confirmLabel={t`Cancel the order`}
        onConfirm={() => mutate('cancelled')}
        onClose={() => setCancelling(false)}
      >
        <Trans>A cancelled order stays cancelled.</Trans>
      </ConfirmDialog>
    </Card>
  )
}
