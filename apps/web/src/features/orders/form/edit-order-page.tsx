import type { Order } from '@palisade/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, buttonStyle } from '../../../components/button.tsx'
import { Loading } from '../../../components/loading.tsx'
import { PageHeading } from '../../../components/page-heading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { BackToOrders } from '../back-to-orders.tsx'
import { isStale, useChangeOrder } from '../order-mutations.ts'
import { order } from '../order-queries.ts'
import { inputOf } from './draft-input.ts'
import { OrderForm } from './order-form.tsx'

export function EditOrderPage({ orderId }: { orderId: string }) {
  const client = useClient()
  const { data, error, refetch } = useQuery(order(client, orderId))
  const [reloads, setReloads] = useState(0)
  const name = data ? `Edit order ${data.reference}` : 'Edit order'
  const reload = async () => {
    await refetch()
    setReloads(count => count + 1)
  }
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <BackToOrders />
      <PageHeading title={name}>{name}</PageHeading>
      {error && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {data && <EditForm key={reloads} order={data} onReload={reload} />}
      {!data && !error && <Loading label="Loading the order…" rows={8} />}
    </div>
  )
}

/** Keeps the version that the user began with: a newer one that arrives meanwhile must not be overwritten unseen. */
function EditForm({ order, onReload }: { order: Order; onReload: () => void }) {
  const navigate = useNavigate()
  const [seen] = useState(order)
  const { mutate, error, isPending, submittedAt } = useChangeOrder(seen)
  const target = { to: '/orders/$orderId', params: { orderId: seen.id } } as const
  return (
    <>
      {error && (
        <ProblemNotice key={submittedAt} error={error} takesFocus>
          {isStale(error) && (
            <>
              <p className="text-sm">
                Your changes were not saved, and still stand in the form. Loading the newest version replaces them.
              </p>
              <Button className="self-start" onPress={onReload}>
                Load the newest version
              </Button>
            </>
          )}
        </ProblemNotice>
      )}
      <OrderForm
        initial={inputOf(seen)}
        submitLabel="Save changes"
        isPending={isPending}
        error={error}
        onSubmit={draft => mutate(draft, { onSuccess: () => navigate(target) })}
        cancel={
          <Link {...target} className={buttonStyle('quiet')}>
            Cancel
          </Link>
        }
      />
    </>
  )
}
