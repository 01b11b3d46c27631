import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '../components/button.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { LonePage } from './lone-page.tsx'

export function CrashPage({ error }: { error: unknown }) {
  return (
    <LonePage>
      <PageHeading title={t`Something went wrong`} />
      <ProblemNotice error={error} />
      <Button look="primary" className="self-start" onPress={() => location.reload()}>
        <Trans>Reload the page</Trans>
      </Button>
    </LonePage>
  )
}
