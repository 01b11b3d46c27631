import type { Client } from '@palisade/contracts'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { I18nProvider } from 'react-aria-components'
import { PageHeading } from '../components/page-heading.tsx'
import { PalisadeMark } from '../components/palisade-mark.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import type { Session } from '../features/session/session.ts'
import { SessionContext, useSessionState } from '../features/session/session-context.ts'
import { ClientContext } from '../lib/client-context.ts'
import { locale } from '../lib/locale.ts'
import { LonePage } from './lone-page.tsx'
import type { createAppRouter } from './router.tsx'

type AppProps = {
  session: Session
  client: Client
  queries: QueryClient
  router: ReturnType<typeof createAppRouter>
}

export function App({ session, client, queries, router }: AppProps) {
  return (
    <I18nProvider locale={locale}>
      <QueryClientProvider client={queries}>
        <SessionContext value={session}>
          <ClientContext value={client}>
            <Gate session={session} router={router} />
          </ClientContext>
        </SessionContext>
      </QueryClientProvider>
    </I18nProvider>
  )
}

/** No route is entered before it is known whether there is a session. */
function Gate({ session, router }: Pick<AppProps, 'session' | 'router'>) {
  const state = useSessionState()
  if (state.status === 'restoring') return <Restoring />
  if (state.status === 'unreachable') {
    return (
      <LonePage>
        <PageHeading title="Not available">Palisade is not available</PageHeading>
        <ProblemNotice error={state.error} onRetry={session.restore} />
      </LonePage>
    )
  }
  return <RouterProvider router={router} />
}

function Restoring() {
  return (
    <div role="status" className="grid min-h-dvh place-items-center">
      <PalisadeMark className="size-10 motion-safe:animate-pulse text-accent" />
      <span className="sr-only">Loading…</span>
    </div>
  )
}
