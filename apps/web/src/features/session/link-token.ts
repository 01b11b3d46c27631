import { useLocation, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

/**
 * The token of the mailed link that opened this page. It leaves the address bar at once, so that it stays in no history and
 * on no screen; the page keeps it in memory alone.
 */
export function useLinkToken(): string | undefined {
  const router = useRouter()
  const { hash, pathname } = useLocation()
  const found = new URLSearchParams(hash).get('token') ?? undefined
  const [token, setToken] = useState(found)
  // Another link of the same kind, opened in this tab.
  if (found && found !== token) setToken(found)
  useEffect(() => {
    if (found) router.history.replace(pathname)
  }, [found, pathname, router])
  return token
}
