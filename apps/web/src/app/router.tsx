import { t } from '@lingui/core/macro'
import { type Client, dataSettingsPage, forgotPasswordPage, invitationLink, mailedLinks } from '@palisade/contracts'
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
import { readAuditSearch } from '../features/audit-log/audit-filters.ts'
import { readListSearch } from '../features/orders/list/list-filters.ts'
import { loadOrderList } from '../features/orders/order-queries.ts'
import { ForgotPasswordPage } from '../features/session/forgot-password-page.tsx'
import type { Session } from '../features/session/session.ts'
import { SignInPage } from '../features/session/sign-in-page.tsx'
import { SignUpPage } from '../features/session/sign-up-page.tsx'
import { CrashPage } from './crash-page.tsx'
import { readNext } from './next-page.ts'
import { NotFoundPage } from './not-found-page.tsx'

export type RouterContext = { session: Session; client: Client; queries: QueryClient; transport: Transport }

const rootRoute = createRootRouteWithContext<RouterContext>()({ notFoundComponent: NotFoundPage })

// The router keeps values that `validateSearch` removes from an address, so every reader of `search` validates it again:
// otherwise a link to the sign-in page could lead to another site.
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

const confirmEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: mailedLinks['email-change'].page,
  component: lazyRouteComponent(() => import('../features/session/confirm-email-page.tsx'), 'ConfirmEmailPage'),
})

const restoreEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: mailedLinks['email-undo'].page,
  component: lazyRouteComponent(() => import('../features/session/restore-email-page.tsx'), 'RestoreEmailPage'),
})

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: lazyRouteComponent(() => import('./signed-in-layout.tsx'), 'SignedInLayout'),
  beforeLoad: ({ context, location }) => {
    const state = context.session.state()
    if (state.status === 'signed-in') return
    // After leaving a tenant, or continuing in another one, the next sign-in should not lead to the old page.
    const isOver = state.status === 'signed-out' && (state.because === 'left' || state.because === 'not-a-member')
    throw redirect({ to: '/sign-in', search: isOver ? {} : { next: location.href } })
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
  pendingComponent: () => <Loading label={t`Loading orders…`} rows={6} />,
  component: lazyRouteComponent(orderRoutes, 'OrdersRoute'),
})

const newOrderRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders/new',
  component: lazyRouteComponent(orderRoutes, 'NewOrderPage'),
})

const newImportRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders/import',
  component: lazyRouteComponent(() => import('../features/orders/files/new-import-page.tsx'), 'NewImportPage'),
})

const importRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders/imports/$importId',
  component: lazyRouteComponent(() => import('./import-route.tsx'), 'ImportRoute'),
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

const emailRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account/email',
  component: lazyRouteComponent(() => import('../features/session/account/change-email-page.tsx'), 'ChangeEmailPage'),
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

const serviceAccountsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/service-accounts',
  component: lazyRouteComponent(() => import('./service-accounts-route.tsx'), 'ServiceAccountsRoute'),
})

const domainsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/domains',
  component: lazyRouteComponent(() => import('../features/domains/domains-page.tsx'), 'DomainsPage'),
})

const dashboardRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/dashboard',
  component: lazyRouteComponent(() => import('./dashboard-route.tsx'), 'DashboardRoute'),
})

const usageRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/usage',
  component: lazyRouteComponent(() => import('../features/usage/usage-page.tsx'), 'UsagePage'),
})

const supportAccessRoute = createRoute({
  getParentRoute: () => settingsLayoutRoute,
  path: '/settings/support-access',
  component: lazyRouteComponent(() => import('./support-access-route.tsx'), 'SupportAccessRoute'),
})

const operatorRoutes = () => import('./operator-routes.tsx')

const operatorLayoutRoute = createRoute({
  getParentRoute: () => signedInRoute,
  id: 'operator',
  component: lazyRouteComponent(operatorRoutes, 'OperatorLayout'),
})

const operatorRoute = createRoute({
  getParentRoute: () => operatorLayoutRoute,
  path: '/operator',
  component: lazyRouteComponent(operatorRoutes, 'TenantsRoute'),
})

const operatedTenantRoute = createRoute({
  getParentRoute: () => operatorLayoutRoute,
  path: '/operator/tenants/$tenantId',
  component: lazyRouteComponent(operatorRoutes, 'OperatedTenantRoute'),
})

const securityRoute = createRoute({
  getParentRoute: () => operatorLayoutRoute,
  path: '/operator/security',
  component: lazyRouteComponent(operatorRoutes, 'SecurityRoute'),
})

const operatorLogRoute = createRoute({
  getParentRoute: () => operatorLayoutRoute,
  path: '/operator/log',
  component: lazyRouteComponent(operatorRoutes, 'OperatorLogRoute'),
})

const auditLogRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/audit-log',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('./audit-log-route.tsx'), 'AuditLogRoute'),
})

const settingsLayoutRoute = createRoute({
  getParentRoute: () => signedInRoute,
  id: 'settings',
  component: lazyRouteComponent(() => import('./settings-layout.tsx'), 'SettingsLayout'),
})

const settingsRoute = createRoute({
  getParentRoute: () => settingsLayoutRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings-routes.tsx'), 'WorkspaceRoute'),
})

const brandingSettingsRoute = createRoute({
  getParentRoute: () => settingsLayoutRoute,
  path: '/settings/branding',
  component: lazyRouteComponent(() => import('./settings-routes.tsx'), 'BrandingRoute'),
})

const dataSettingsRoute = createRoute({
  getParentRoute: () => settingsLayoutRoute,
  path: dataSettingsPage,
  component: lazyRouteComponent(() => import('./settings-routes.tsx'), 'DataRoute'),
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
  confirmEmailRoute,
  restoreEmailRoute,
  acceptInvitationRoute,
  docsRoute,
  signedInRoute.addChildren([
    homeRoute,
    ordersRoute,
    dashboardRoute,
    newOrderRoute,
    newImportRoute,
    importRoute,
    orderRoute,
    editOrderRoute,
    teamRoute,
    accountRoute,
    emailRoute,
    passwordRoute,
    serviceAccountsRoute,
    apiKeysRoute,
    domainsRoute,
    usageRoute,
    auditLogRoute,
    settingsLayoutRoute.addChildren([settingsRoute, brandingSettingsRoute, supportAccessRoute, dataSettingsRoute]),
    operatorLayoutRoute.addChildren([operatorRoute, operatedTenantRoute, securityRoute, operatorLogRoute]),
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
    // By address, so that links to the list restore its scroll position like the browser's Back button.
    getScrollRestorationKey: ({ pathname, href, state }) => (pathname === '/orders' ? href : (state.__TSR_key ?? href)),
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
