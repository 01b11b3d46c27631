import { getRouteApi } from '@tanstack/react-router'
import { ApiReferencePage } from '../features/api-reference/api-reference-page.tsx'
import { useSessionState } from '../features/session/session-context.ts'
import { Layout } from './layout.tsx'

const docs = getRouteApi('/docs')

/** A public page. Signed-in users can also send requests that need a token. */
export function ApiReferenceRoute() {
  const { transport } = docs.useRouteContext()
  return (
    <Layout>
      <ApiReferencePage isSignedIn={useSessionState().status === 'signed-in'} transport={transport} />
    </Layout>
  )
}
