import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../../components/button.tsx'
import { Loading } from '../../components/loading.tsx'
import { Notice } from '../../components/notice.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import type { StepUpProps } from '../../lib/step-up.ts'
import { useSecondFactor } from './second-factor-requests.ts'
import { StepUpStep } from './step-up-step.tsx'

/** What a page shows for `stronger-sign-in-required`: a form for the code, or the way to the set-up for users who have none. */
export function StrongerSignIn(props: StepUpProps) {
  const { data, error, refetch } = useSecondFactor()
  if (error) return <ProblemNotice error={error} onRetry={refetch} />
  if (!data) return <Loading label={t`Loading…`} />
  if (data.enabled) {
    return (
      <section aria-label={t`Verify your second factor`} className="flex max-w-md flex-col gap-4">
        <p className="font-semibold">
          <Trans>Verify your second factor again</Trans>
        </p>
        <StepUpStep {...props} />
      </section>
    )
  }
  return (
    <Notice tone="warn" title={t`Set up a second factor first`}>
      <p className="text-sm">
        <Trans>This page controls access to the workspace, so it requires a second factor.</Trans>
      </p>
      <Link to="/account" className={buttonStyle('primary', 'self-start')}>
        <Trans>Set up a second factor</Trans>
      </Link>
    </Notice>
  )
}
