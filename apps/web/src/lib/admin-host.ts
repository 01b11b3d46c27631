import { adminScopes } from '@palisade/contracts'

/** The origin of the administrators' endpoints; empty if this host serves them. The web server writes it into the page. */
export const adminOrigin = document.querySelector<HTMLMetaElement>('meta[name="admin-origin"]')?.content ?? ''

/** Whether this host does not serve the endpoints that need the scope, because the host of administrators does. */
export function isOnAdminHost(scope: string): boolean {
  return adminOrigin !== '' && adminScopes.some(adminScope => adminScope === scope)
}
