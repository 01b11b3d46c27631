import { useLocation, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

/**
 * The token of the mailed link that opened this page. It is removed from the address bar at once, so that it is not visible
 * on the screen and not in the tab's history. The page keeps it only in memory. The browser's list of visited
 * pages may still have it, where it works until it is used or expires.
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
