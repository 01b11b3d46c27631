import { useEffect, useState } from 'react'
import type { ProblemError } from '../lib/problem-error.ts'

/** Counts down the time that the server asked to wait before the next try. */
export function useSecondsLeft(error: ProblemError | undefined): number {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    const until = Date.now() + (error?.retryAfterMs ?? 0)
    const count = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)))
    count()
    if (until <= Date.now()) return
    const timer = setInterval(count, 1000)
    return () => clearInterval(timer)
  }, [error])
  return left
}
