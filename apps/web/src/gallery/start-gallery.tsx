import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { createClient } from '@palisade/contracts'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { ClientContext } from '../lib/client-context.ts'
import { startLanguage } from '../lib/language.ts'
import '@fontsource-variable/hanken-grotesk/index.css'
import '../app/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Gallery } from './gallery.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('components.html has no #root')
await startLanguage()

/** The links of the components change no address: the gallery is one page. */
const router = createRouter({
  routeTree: createRootRoute({ component: Gallery }),
  history: createMemoryHistory({ initialEntries: ['/settings'] }),
})
createRoot(root).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>
        <ClientContext value={createClient({ baseUrl: '', fetch })}>
          <RouterProvider router={router} />
        </ClientContext>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
)
