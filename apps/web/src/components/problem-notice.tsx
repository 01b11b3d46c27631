import type { Problem } from '@palisade/contracts'
import type { ReactNode } from 'react'
import { describeFieldError } from '../lib/field-labels.ts'
import { limitNameOf } from '../lib/limit-names.ts'
import { NetworkFailure } from '../lib/network.ts'
import { isPassing, ProblemError } from '../lib/problem-error.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { RequestId } from './request-id.tsx'
import { useSecondsLeft } from './use-seconds-left.ts'

type ProblemNoticeProps = {
  error: unknown
  onRetry?: () => void
  takesFocus?: boolean
  /** What the user can do about it here. */
  children?: ReactNode
}

/** What went wrong, in the server's words, with the id to quote when asking for help. */
export function ProblemNotice({ error, onRetry, takesFocus = false, children }: ProblemNoticeProps) {
  const problem = error instanceof ProblemError ? error.problem : undefined
  const secondsLeft = useSecondsLeft(error instanceof ProblemError ? error : undefined)
  return (
    <Notice tone="danger" title={titleOf(error)} takesFocus={takesFocus}>
      {problem ? <ProblemDetails problem={problem} /> : <p className="text-sm">{explanationOf(error)}</p>}
      {secondsLeft > 0 && <p className="text-sm">You can try again in {secondsLeft} s.</p>}
      {children}
      {onRetry && isPassing(error) && (
        <Button className="self-start" onPress={onRetry} isDisabled={secondsLeft > 0}>
          Try again
        </Button>
      )}
      {problem && <RequestId requestId={problem.requestId} />}
    </Notice>
  )
}

function ProblemDetails({ problem }: { problem: Problem }) {
  const { detail, errors = [], 'violated-policies': limits = [] } = problem
  return (
    <>
      {limits.length > 0 && <p className="text-sm">Reached: {[...new Set(limits.map(limitNameOf))].join('; ')}.</p>}
      {detail && <p className="text-sm">{detail}</p>}
      {errors.length > 0 && (
        <ul className="list-disc pl-5 text-sm">
          {errors.map(error => (
            <li key={error.in + error.pointer + error.detail}>{describeFieldError(error)}</li>
          ))}
        </ul>
      )}
    </>
  )
}

function titleOf(error: unknown): string {
  if (error instanceof ProblemError) return error.problem.title
  return error instanceof NetworkFailure ? 'The server cannot be reached' : 'Something went wrong on this page'
}

function explanationOf(error: unknown): string {
  if (!(error instanceof NetworkFailure)) return 'Reload the page, then try again.'
  return navigator.onLine
    ? 'It did not answer. Try again in a moment.'
    : 'This device is offline. Check its connection, then try again.'
}
