import type { ResponseOf, Scope } from '@palisade/contracts'
import { createContext, useContext } from 'react'
import { isOnAdminHost } from './admin-host.ts'

export type User = ResponseOf<'auth.who-am-i'>

export const SignedInUserContext = createContext<User | undefined>(undefined)

export function useSignedInUser(): User {
  const user = useContext(SignedInUserContext)
  if (!user) throw new Error('SignedInUserContext is missing')
  return user
}

/** Whether to offer something at all on this host. The server checks the permission itself. */
export function useMay(scope: Scope): boolean {
  return useSignedInUser().scopes.includes(scope) && !isOnAdminHost(scope)
}
