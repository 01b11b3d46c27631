import '@fontsource-variable/hanken-grotesk/index.css'
import './styles.css'
import { createClient } from '@palisade/contracts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createAuthorizedFetch } from '../features/session/authorized-fetch.ts'
import { createRefreshAttempt } from '../features/session/refresh-attempt.ts'
import { createRefreshLock } from '../features/session/refresh-lock.ts'
import { createSession } from '../features/session/session.ts'
import { connectTabs } from '../features/session/tabs.ts'
import { apiOrigin } from '../lib/api-origin.ts'
import { createDrafts } from '../lib/drafts.ts'
import { networkFetch } from '../lib/network.ts'
import { openTabStorage } from '../lib/tab-storage.ts'
import { App } from './app.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { focusOnNavigation } from './focus-on-navigation.ts'
import { followSession } from './follow-session.ts'
import { createQueryClient } from './query-client.ts'
import { createAppRouter } from './router.tsx'

const api = { baseUrl: apiOrigin, fetch: networkFetch }
const session = createSession({
  client: createClient(api),
  attempt: createRefreshAttempt(() => localStorage),
  lock: createRefreshLock(navigator.locks),
  tabs: connectTabs(),
})
const authorizedFetch = createAuthorizedFetch(session, networkFetch)
const client = createClient({ ...api, fetch: authorizedFetch })
const queries = createQueryClient()
const drafts = createDrafts(openTabStorage())
const router = createAppRouter({
  session,
  client,
  queries,
  transport: { withToken: authorizedFetch, withoutToken: networkFetch },
})

followSession(session, queries, drafts, router)
focusOnNavigation(router)
session.restore()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App session={session} client={client} queries={queries} drafts={drafts} router={router} />
    </ErrorBoundary>
  </StrictMode>,
)
