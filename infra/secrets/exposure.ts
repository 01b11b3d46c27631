import { isIP } from 'node:net'

/**
 * Without `production`, a deployment has demo users whose password is in its log, so that no other machine may reach it.
 * @param bind the address on which Docker publishes the edge
 * @returns the fault when another machine could reach it
 */
export function exposureFault(environment: string, bind: string): string | undefined {
  const address = bind.replace(/^\[(.*)\]$/, '$1')
  const isLoopback = address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
  if (environment === 'production' || isLoopback) return undefined
  return `PALISADE_BIND=${bind} publishes demo users: set PALISADE_ENV=production, or bind to 127.0.0.1`
}
