import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { startOfDay } from '../../lib/dates.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { useCreateReport } from './report-requests.ts'

export function NewReportPage() {
  const navigate = useNavigate()
  const creating = useCreateReport()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  // The server's error is at “To”, and would keep the form from being sent until “To” itself is changed.
  const changeFrom = (day: string) => {
    setFrom(day)
    creating.reset()
  }
  return (
    <div className="flex max-w-md flex-col gap-5">
      <PageHeading title="Reports">Reports</PageHeading>
      <p className="text-ink-soft">
        A report counts the orders of a period by status and currency. The period has up to 366 days.
      </p>
      <RequestForm
        request={creating}
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
          validate={day => (from && day && day < from ? 'This day is before the first one' : undefined)}
          description="The last day of the period"
        />
        <Button type="submit" look="primary" isPending={creating.isPending} className="self-start">
          Create report
        </Button>
      </RequestForm>
    </div>
  )
}
