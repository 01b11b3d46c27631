import { Button } from '../components/button.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { LonePage } from './lone-page.tsx'

export function CrashPage({ error }: { error: unknown }) {
  return (
    <LonePage>
      <PageHeading title="Something went wrong">Something went wrong</PageHeading>
      <ProblemNotice error={error} />
      <Button look="primary" className="self-start" onPress={() => location.reload()}>
        Reload the page
      </Button>
    </LonePage>
  )
}
