import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { startLanguage } from '../lib/language.ts'
import { followLanguage } from './follow-language.tsx'
import '@fontsource-variable/hanken-grotesk/index.css'
import './styles.css'
import { createClient } from '@palisade/contracts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createOperator } from '../features/operator/operator-session.ts'
import { createAuthorizedFetch } from '../features/session/authorized-fetch.ts'
import { createRefreshAttempt } from '../features/session/refresh-attempt.ts'
import { createRefreshLock } from '../features/session/refresh-lock.ts'
import { createSession } from '../features/session/session.ts'
import { connectTabs } from '../features/session/tabs.ts'
import { apiOrigin } from '../lib/api-origin.ts'
import { createDrafts } from '../lib/drafts.ts'
import { holds } from '../lib/holds.ts'
import { networkFetch } from '../lib/network.ts'
import { openTabStorage } from '../lib/tab-storage.ts'
import { createActingFetch, createActingSession } from './acting-session.ts'
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
  holds,
})
const storage = openTabStorage()
const operator = createOperator({
  api,
  storage,
  client: createClient({ ...api, fetch: createAuthorizedFetch(session, networkFetch) }),
})
// While an operator acts for an owner, the pages of the tenant use the token for that.
const acting = createActingSession(session, operator)
const authorizedFetch = createAuthorizedFetch(acting, createActingFetch(operator, networkFetch))
const client = createClient({ ...api, fetch: authorizedFetch })
const queries = createQueryClient()
const drafts = createDrafts(storage)
const router = createAppRouter({
  session: acting,
  client,
  queries,
  transport: { withToken: authorizedFetch, withoutToken: networkFetch },
})

followSession(acting, queries, drafts, router)
focusOnNavigation(router)
followLanguage(router)
session.restore()
await startLanguage()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <ErrorBoundary>
        <App session={acting} operator={operator} client={client} queries={queries} drafts={drafts} router={router} />
      </ErrorBoundary>
    </I18nProvider>
  </StrictMode>,
)
