import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { Page } from '../../components/page.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { startOfDay } from '../../lib/dates.ts'
import { useTextDraft } from '../../lib/drafts-context.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { useCreateReport } from './report-requests.ts'

export function NewReportPage() {
  const navigate = useNavigate()
  const draft = useTextDraft('report')
  const creating = useCreateReport(draft.discard)
  const [from, setFrom] = useState(draft.restored?.['/createdFrom'] ?? '')
  const [to, setTo] = useState(draft.restored?.['/createdBefore'] ?? '')
  // The server's error is at “To”, and would keep the form from being sent until “To” itself is changed.
  const changeFrom = (day: string) => {
    setFrom(day)
    creating.reset()
  }
  return (
    <Page
      title={t`Reports`}
      width="form"
      intro={
        <Trans>A report counts the orders of a period by status and currency. The period has up to 366 days.</Trans>
      }
    >
      <RequestForm
        request={creating}
        draft={draft}
        onSubmit={() =>
          creating.mutate(
            { createdFrom: startOfDay(from), createdBefore: startOfDay(to, 1) },
            { onSuccess: ({ id }) => navigate({ to: '/reports/$reportId', params: { reportId: id } }) },
          )
        }
      >
        <Field {...fieldOf('/createdFrom')} type="date" isRequired value={from} onChange={changeFrom} />
        <Field
          {...fieldOf('/createdBefore')}
          type="date"
          isRequired
          value={to}
          onChange={setTo}
          validate={day => (from && day && day < from ? t`The last day must not be before the first one` : undefined)}
          description={t`The last day of the period`}
        />
        <Button type="submit" look="primary" isPending={creating.isPending} className="self-start">
          <Trans>Create report</Trans>
        </Button>
      </RequestForm>
    </Page>
  )
}
