import { t } from '@lingui/core/macro'
import { useNavigate } from '@tanstack/react-router'
import { HiddenWhile } from '../../components/hidden-while.tsx'
import { Notice } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { focusPageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { isProblem } from '../../lib/problem-error.ts'
import type { StepUp } from '../../lib/step-up.ts'
import { DeletionCard } from './deletion-card.tsx'
import { useDeletion } from './deletion-requests.ts'
import { ExportCard } from './export-card.tsx'
import { useDownloadExport, useStartExport, useTenantExport } from './export-requests.ts'

type DataPageProps = { StepUp: StepUp; onChanged: () => Promise<unknown> }

/** What an owner does with all data of the tenant. Each request needs a recent second factor, so each may wait for a code. */
export function DataPage({ StepUp, onChanged }: DataPageProps) {
  const navigate = useNavigate()
  const deletion = useDeletion(onChanged)
  const found = useTenantExport()
  const starting = useStartExport()
  const downloading = useDownloadExport()
  const { error, variables, isSuccess, submittedAt } = deletion
  const requests = [
    { error, resend: () => variables && deletion.mutate(variables), cancel: deletion.reset },
    { error: starting.error, resend: () => starting.mutate(), cancel: starting.reset },
    {
      error: downloading.error,
      resend: () => downloading.variables && downloading.mutate(downloading.variables),
      cancel: downloading.reset,
    },
    { error: found.error, resend: () => found.refetch(), cancel: () => navigate({ to: '/orders' }) },
  ]
  const refused = requests.find(request => isProblem(request.error, 'stronger-sign-in-required'))
  // The form of the deletion shows its own errors at its field.
  const failed = [starting, downloading, ...(variables?.what === 'keep' ? [deletion] : [])].find(
    request => request.error,
  )
  const cancel = (leave: () => unknown) => {
    leave()
    focusPageHeading()
  }
  return (
    <Page title={t`Data`}>
      {refused && <StepUp onVerified={refused.resend} onCancel={() => cancel(refused.cancel)} />}
      {failed && !refused && <ProblemNotice key={failed.submittedAt} error={failed.error} takesFocus />}
      {isSuccess && <Notice key={submittedAt} tone="info" title={doneWords()[variables.what]} takesFocus />}
      <HiddenWhile isHidden={refused !== undefined}>
        <ExportCard found={found} starting={starting} downloading={downloading} />
        <DeletionCard request={deletion} />
      </HiddenWhile>
    </Page>
  )
}

const doneWords = () => ({
  delete: t`The workspace is closed, and will be erased`,
  keep: t`The workspace is open again`,
})
