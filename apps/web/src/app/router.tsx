import { type Client, forgotPasswordPage, invitationLink, mailedLinks } from '@palisade/contracts'
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { Loading } from '../components/loading.tsx'
import type { Transport } from '../features/api-reference/send-request.ts'
import { readListSearch } from '../features/orders/list/list-filters.ts'
import { loadOrderList } from '../features/orders/order-queries.ts'
import { ForgotPasswordPage } from '../features/session/forgot-password-page.tsx'
import type { Session } from '../features/session/session.ts'
import { SignInPage } from '../features/session/sign-in-page.tsx'
import { SignUpPage } from '../features/session/sign-up-page.tsx'
import { CrashPage } from './crash-page.tsx'
import { readNext } from './next-page.ts'
import { NotFoundPage } from './not-found-page.tsx'
import { SignedInLayout } from './signed-in-layout.tsx'

export type RouterContext = { session: Session; client: Client; queries: QueryClient; transport: Transport }

const rootRoute = createRootRouteWithContext<RouterContext>()({ notFoundComponent: NotFoundPage })

// The router hands on what `validateSearch` leaves out of an address, so every reader of `search` validates it again: a link
// to the sign-in page could lead to another site otherwise.
const entranceRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'entrance',
  validateSearch: readNext,
  beforeLoad: ({ context, search }) => {
    if (context.session.state().status === 'signed-in') throw redirect({ href: readNext(search).next ?? '/orders' })
  },
})

const signInRoute = createRoute({ getParentRoute: () => entranceRoute, path: '/sign-in', component: SignInPage })

const signUpRoute = createRoute({ getParentRoute: () => entranceRoute, path: '/sign-up', component: SignUpPage })

const forgotPasswordRoute = createRoute({
  getParentRoute: () => entranceRoute,
  path: forgotPasswordPage,
  component: ForgotPasswordPage,
})

// Also for signed-in users, who may open the link of a mail.
const completeSignUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: mailedLinks['sign-up'].page,
  component: lazyRouteComponent(() => import('../features/session/complete-sign-up-page.tsx'), 'CompleteSignUpPage'),
})

const resetPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: mailedLinks['password-reset'].page,
  component: lazyRouteComponent(() => import('../features/session/reset-password-page.tsx'), 'ResetPasswordPage'),
})

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: SignedInLayout,
  beforeLoad: ({ context, location }) => {
    const state = context.session.state()
    if (state.status === 'signed-in') return
    const hasLeft = state.status === 'signed-out' && state.because === 'left'
    throw redirect({ to: '/sign-in', search: hasLeft ? {} : { next: location.href } })
  },
})

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/orders' })
  },
})

const orderRoutes = () => import('./order-routes.tsx')

const ordersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders',
  validateSearch: readListSearch,
  loaderDeps: ({ search }) => readListSearch(search),
  loader: ({ context, deps, cause }) =>
    cause === 'enter' ? loadOrderList(context.queries, context.client, deps) : undefined,
  pendingMs: 200,
  pendingMinMs: 0,
  pendingComponent: () => <Loading label="Loading orders…" rows={6} />,
  component: lazyRouteComponent(orderRoutes, 'OrdersRoute'),
})

const newOrderRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders/new',
  component: lazyRouteComponent(orderRoutes, 'NewOrderPage'),
})

const orderRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders/$orderId',
  component: lazyRouteComponent(orderRoutes, 'OrderRoute'),
})

const editOrderRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders/$orderId/edit',
  component: lazyRouteComponent(orderRoutes, 'EditOrderRoute'),
})

const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('../features/session/account/account-page.tsx'), 'AccountPage'),
})

const passwordRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account/password',
  component: lazyRouteComponent(() => import('../features/session/change-password-page.tsx'), 'ChangePasswordPage'),
})

const apiKeysRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('./api-keys-route.tsx'), 'ApiKeysRoute'),
})

const domainsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/domains',
  component: lazyRouteComponent(() => import('../features/domains/domains-page.tsx'), 'DomainsPage'),
})

const usageRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/usage',
  component: lazyRouteComponent(() => import('../features/usage/usage-page.tsx'), 'UsagePage'),
})

const reportsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reports',
  component: lazyRouteComponent(() => import('../features/reports/new-report-page.tsx'), 'NewReportPage'),
})

const reportRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reports/$reportId',
  component: lazyRouteComponent(() => import('./report-route.tsx'), 'ReportRoute'),
})

const newWorkspaceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account/new-workspace',
  component: lazyRouteComponent(() => import('../features/session/new-workspace-page.tsx'), 'NewWorkspacePage'),
})

const teamRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/team',
  component: lazyRouteComponent(() => import('./team-route.tsx'), 'TeamRoute'),
})

// Also for signed-in users, who may accept an invitation.
const acceptInvitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: invitationLink.page,
  component: lazyRouteComponent(() => import('../features/session/accept-invitation-page.tsx'), 'AcceptInvitationPage'),
})

const docsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/docs',
  component: lazyRouteComponent(() => import('./api-reference-route.tsx'), 'ApiReferenceRoute'),
})

const routeTree = rootRoute.addChildren([
  entranceRoute.addChildren([signInRoute, signUpRoute, forgotPasswordRoute]),
  completeSignUpRoute,
  resetPasswordRoute,
  acceptInvitationRoute,
  docsRoute,
  signedInRoute.addChildren([
    homeRoute,
    ordersRoute,
    newOrderRoute,
    orderRoute,
    editOrderRoute,
    teamRoute,
    accountRoute,
    passwordRoute,
    apiKeysRoute,
    domainsRoute,
    usageRoute,
    reportsRoute,
    reportRoute,
    newWorkspaceRoute,
  ]),
])

export function createAppRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    defaultErrorComponent: CrashPage,
    scrollRestoration: true,
    // By address, so that links to the list restore its scroll position as the browser's Back does.
    getScrollRestorationKey: ({ pathname, href, state }) => (pathname === '/orders' ? href : (state.__TSR_key ?? href)),
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
