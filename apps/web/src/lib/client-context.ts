import type { Client } from '@palisade/contracts'
import { createContext, useContext } from 'react'

export const ClientContext = createContext<Client | undefined>(undefined)

/** The client of the API, which sends the session's access token along. */
export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('ClientContext is missing')
  return client
}
