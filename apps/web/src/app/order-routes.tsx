import { getRouteApi } from '@tanstack/react-router'
import { OrderPage } from '../features/orders/detail/order-page.tsx'
import { EditOrderPage } from '../features/orders/form/edit-order-page.tsx'
import { readListSearch } from '../features/orders/list/list-filters.ts'
import { OrderListPage } from '../features/orders/list/order-list-page.tsx'

export { NewOrderPage } from '../features/orders/form/new-order-page.tsx'

const orders = getRouteApi('/signed-in/orders')
const order = getRouteApi('/signed-in/orders/$orderId')
const editOrder = getRouteApi('/signed-in/orders/$orderId/edit')

export function OrdersRoute() {
  const navigate = orders.useNavigate()
  return (
    <OrderListPage
      search={orders.useSearch({ select: readListSearch, structuralSharing: true })}
      onSearchChange={search =>
        navigate({ to: '/orders', search: readListSearch(search), replace: true, resetScroll: false })
      }
    />
  )
}

export function OrderRoute() {
  const { orderId } = order.useParams()
  return <OrderPage key={orderId} orderId={orderId} />
}

export function EditOrderRoute() {
  const { orderId } = editOrder.useParams()
  return <EditOrderPage key={orderId} orderId={orderId} />
}
