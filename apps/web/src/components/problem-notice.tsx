import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Problem } from '@palisade/contracts'
import type { ReactNode } from 'react'
import { problemTitle } from '../lib/contract-texts.ts'
import { describeFieldError } from '../lib/field-labels.ts'
import { formatWait } from '../lib/format-wait.ts'
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
      {error instanceof ProblemError && error.retryAfterMs !== undefined && (
        // A timer is not read out each time that it changes, as the rest of an alert is.
        <p role="timer" className="text-sm">
          {secondsLeft > 0 ? t`You can try again in ${formatWait(secondsLeft)}.` : t`You can try again now.`}
        </p>
      )}
      {children}
      {onRetry && isPassing(error) && (
        <Button className="self-start" onPress={onRetry} isDisabled={secondsLeft > 0}>
          <Trans>Try again</Trans>
        </Button>
      )}
      {problem && <RequestId requestId={problem.requestId} />}
    </Notice>
  )
}

function ProblemDetails({ problem }: { problem: Problem }) {
  const { code, detail, errors = [], 'violated-policies': limits = [] } = problem
  return (
    <>
      {limits.length > 0 && (
        <p className="text-sm">
          <Trans>Reached: {[...new Set(limits.map(limitNameOf))].join('; ')}.</Trans>
        </p>
      )}
      {detail && (
        // The server says it in English alone.
        <p lang="en" className="text-sm">
          {detail}
        </p>
      )}
      {code === 'blocked' && <p className="text-sm">{aboutBlocked()}</p>}
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

const aboutBlocked = () =>
  t`Something in it looks like an attack. Take out code, markup and commands, such as <script> or SQL, then try again. What you typed is still here. If it is harmless, give the request id to support.`

function titleOf(error: unknown): string {
  if (error instanceof ProblemError) return problemTitle(error.problem)
  return error instanceof NetworkFailure ? t`The server cannot be reached` : t`Something went wrong on this page`
}

function explanationOf(error: unknown): string {
  if (!(error instanceof NetworkFailure)) return t`Reload the page, then try again.`
  return navigator.onLine
    ? t`It did not answer. Try again in a moment.`
    : t`This device is offline. Check its connection, then try again.`
}
