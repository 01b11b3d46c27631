import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { buttonStyle } from '../../../components/button.tsx'
import { PageHeading } from '../../../components/page-heading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { BackToOrders } from '../back-to-orders.tsx'
import { useCreateOrder } from '../order-mutations.ts'
import { emptyDraft } from './draft-input.ts'
import { OrderForm } from './order-form.tsx'

export function NewOrderPage() {
  const navigate = useNavigate()
  const [initial] = useState(emptyDraft)
  const { mutate, error, isPending, submittedAt } = useCreateOrder()
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <BackToOrders />
      <PageHeading title="New order">New order</PageHeading>
      {error && <ProblemNotice key={submittedAt} error={error} takesFocus />}
      <OrderForm
        initial={initial}
        submitLabel="Create order"
        isPending={isPending}
        error={error}
        onSubmit={draft =>
          mutate(draft, {
            onSuccess: created => navigate({ to: '/orders/$orderId', params: { orderId: created.id } }),
          })
        }
        cancel={
          <Link to="/orders" className={buttonStyle('quiet')}>
            Cancel
          </Link>
        }
      />
    </div>
  )
}
