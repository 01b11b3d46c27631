import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { useSession } from './session-context.ts'

/** The tenants that the user belongs to. */
export function useMemberships({ enabled = true } = {}) {
  const client = useClient()
  return useQuery({
    queryKey: ['memberships'],
    queryFn: ({ signal }) => dataOf(client('auth.memberships', {}, { signal })),
    enabled,
  })
}

/** Goes to the orders: what was on the screen belongs to the tenant that is left. */
export function useSwitchTenant() {
  const session = useSession()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async (tenantId: string) => {
      await session.switchTenant(tenantId)
      await navigate({ to: '/orders' })
    },
  })
}

/** Leaves the tenant that the session works in. The new access token is that of another one, or there is none. */
export function useLeaveTenant() {
  const client = useClient()
  const session = useSession()
  return useMutation({
    mutationFn: () => dataOf(client('members.leave')),
    onSuccess: () => session.refresh(session.accessToken()),
  })
}
