const lockName = 'palisade-refresh'

/** One task at a time across the browser's tabs; the task learns whether it had to wait for another one. */
export type RefreshLock = <T>(task: (waited: boolean) => Promise<T>) => Promise<T>

type Granted<T> = { value: T } | undefined

export function createRefreshLock(locks: LockManager): RefreshLock {
  return async task => {
    const atOnce: Granted<Awaited<ReturnType<typeof task>>> = await locks.request(
      lockName,
      { ifAvailable: true },
      async lock => (lock ? { value: await task(false) } : undefined),
    )
    return atOnce ? atOnce.value : locks.request(lockName, () => task(true))
  }
}
