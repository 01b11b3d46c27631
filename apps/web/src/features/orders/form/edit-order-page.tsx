import { t } from '@lingui/core/macro'
import type { Order } from '@palisade/contracts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Page } from '../../../components/page.tsx'
import { focusPageHeading } from '../../../components/page-heading.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { roleName } from '../../../lib/contract-texts.ts'
import { useMay, useSignedInUser } from '../../../lib/signed-in-user.ts'
import { statusNames } from '../../../lib/status-names.ts'
import { BackToOrders } from '../back-to-orders.tsx'
import { order } from '../order-queries.ts'
import { EditForm } from './edit-form.tsx'
import { FormClosed } from './form-closed.tsx'

export function EditOrderPage({ orderId }: { orderId: string }) {
  const client = useClient()
  const mayWrite = useMay('orders:write')
  const found = useQuery(order(client, orderId))
  const { data, refetch } = found
  const [reloads, setReloads] = useState(0)
  const [isEditing, setEditing] = useState(false)
  const name = data ? t`Edit order ${data.reference}` : t`Edit order`
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
    <Page title={name} back={<BackToOrders />}>
      <QueryState query={found} label={t`Loading the order…`} rows={8} />
      {data && (mayEdit ? <EditForm key={reloads} order={data} onReload={reload} /> : <NotEditable order={data} />)}
    </Page>
  )
}

function NotEditable({ order: { id, status } }: { order: Order }) {
  const { role } = useSignedInUser()
  const mayWrite = useMay('orders:write')
  return (
    <FormClosed
      title={mayWrite ? t`Only a draft can be changed` : t`Your role does not permit this`}
      why={
        mayWrite
          ? t`This order has the status “${statusNames()[status]}”.`
          : t`As a ${roleName(role)} you can read orders, but not change them.`
      }
      back={{ to: '/orders/$orderId', params: { orderId: id }, state: true, label: t`Go to the order` }}
    />
  )
}
