import { getRouteApi } from '@tanstack/react-router'
import { ImportPage } from '../features/orders/files/import-page.tsx'

const route = getRouteApi('/signed-in/orders/imports/$importId')

export function ImportRoute() {
  const { importId } = route.useParams()
  return <ImportPage key={importId} importId={importId} />
}
