import { Trans } from '@lingui/react/macro'
import { useSyncExternalStore } from 'react'

export function OfflineBanner() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine)
  return (
    <div role="status">
      {!isOnline && (
        <p className="border-b border-warn/40 bg-warn-soft px-4 py-2 text-center text-sm font-medium">
          <Trans>This device is offline. What you see may be out of date.</Trans>
        </p>
      )}
    </div>
  )
}

function subscribe(listener: () => void) {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}
