import type { Order } from '@palisade/contracts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Loading } from '../../../components/loading.tsx'
import { focusPageHeading, PageHeading } from '../../../components/page-heading.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { useMay, useSignedInUser } from '../../../lib/signed-in-user.ts'
import { BackToOrders } from '../back-to-orders.tsx'
import { order } from '../order-queries.ts'
import { statusNames } from '../order-words.ts'
import { EditForm } from './edit-form.tsx'
import { FormClosed } from './form-closed.tsx'

export function EditOrderPage({ orderId }: { orderId: string }) {
  const client = useClient()
  const mayWrite = useMay('orders:write')
  const { data, error, refetch } = useQuery(order(client, orderId))
  const [reloads, setReloads] = useState(0)
  const [isEditing, setEditing] = useState(false)
  const name = data ? `Edit order ${data.reference}` : 'Edit order'
  const reload = async () => {
    const { data: latest } = await refetch()
    setEditing(latest?.status === 'draft')
    setReloads(count => count + 1)
    focusPageHeading()
  }
  // Keep an open form when another user moves the order: closing it would lose the text in it.
  const mayEdit = mayWrite && (isEditing || data?.status === 'draft')
  if (mayEdit && !isEditing) setEditing(true)
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <BackToOrders />
      <PageHeading title={name}>{name}</PageHeading>
      {error && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {data && (mayEdit ? <EditForm key={reloads} order={data} onReload={reload} /> : <NotEditable order={data} />)}
      {!data && !error && <Loading label="Loading the order…" rows={8} />}
    </div>
  )
}

function NotEditable({ order: { id, status } }: { order: Order }) {
  const { role } = useSignedInUser()
  const mayWrite = useMay('orders:write')
  return (
    <FormClosed
      title={mayWrite ? 'Only a draft can be changed' : 'Your role does not permit this'}
      why={
        mayWrite
          ? `This order has the status “${statusNames[status]}”.`
          : `As a ${role} you can read orders, but not change them.`
      }
      back={{ to: '/orders/$orderId', params: { orderId: id }, state: true, label: 'Go to the order' }}
    />
  )
}
