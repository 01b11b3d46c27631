import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Client } from '@palisade/contracts'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { I18nProvider } from 'react-aria-components'
import { PageHeading } from '../components/page-heading.tsx'
import { PalisadeMark } from '../components/palisade-mark.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { OperatorContext } from '../features/operator/operator-context.ts'
import type { Operator } from '../features/operator/operator-session.ts'
import type { Session } from '../features/session/session.ts'
import { SessionContext, useSessionState } from '../features/session/session-context.ts'
import { ClientContext } from '../lib/client-context.ts'
import type { Drafts } from '../lib/drafts.ts'
import { DraftsContext } from '../lib/drafts-context.ts'
import { useLanguage } from '../lib/language.ts'
import { locales } from '../lib/locale.ts'
import { ProblemError } from '../lib/problem-error.ts'
import { BrandingProvider } from './branding-provider.tsx'
import { LonePage } from './lone-page.tsx'
import type { createAppRouter } from './router.tsx'

type AppProps = {
  session: Session
  operator: Operator
  client: Client
  queries: QueryClient
  drafts: Drafts
  router: ReturnType<typeof createAppRouter>
}

export function App({ session, operator, client, queries, drafts, router }: AppProps) {
  return (
    <I18nProvider locale={locales[useLanguage()]}>
      <QueryClientProvider client={queries}>
        <SessionContext value={session}>
          <ClientContext value={client}>
            <OperatorContext value={operator}>
              <DraftsContext value={drafts}>
                <BrandingProvider>
                  <Gate session={session} router={router} />
                </BrandingProvider>
              </DraftsContext>
            </OperatorContext>
          </ClientContext>
        </SessionContext>
      </QueryClientProvider>
    </I18nProvider>
  )
}

/** Enters no route before it is known whether there is a session. The address, and drafts, stay as they are meanwhile. */
function Gate({ session, router }: Pick<AppProps, 'session' | 'router'>) {
  const state = useSessionState()
  if (state.status === 'restoring') return <Restoring />
  if (state.status === 'unreachable') {
    return (
      <LonePage>
        <PageHeading title={t`Waiting`}>
          <Trans>Waiting for the server</Trans>
        </PageHeading>
        <ProblemNotice error={state.error} onRetry={session.restore}>
          {hasRetryAfter(state.error) && (
            <p className="text-sm">
              <Trans>This page then continues automatically.</Trans>
            </p>
          )}
        </ProblemNotice>
      </LonePage>
    )
  }
  return <RouterProvider router={router} />
}

function hasRetryAfter(error: unknown): boolean {
  return error instanceof ProblemError && error.retryAfterMs !== undefined
}

function Restoring() {
  return (
    <div role="status" className="grid min-h-dvh place-items-center">
      <PalisadeMark className="size-10 motion-safe:animate-pulse text-accent" />
      <span className="sr-only">
        <Trans>Loading…</Trans>
      </span>
    </div>
  )
}
