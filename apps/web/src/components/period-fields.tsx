import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useId, useState } from 'react'
import { endsBeforeItBegins, isDay, type Period } from '../lib/dates.ts'
import { inputStyle, labelStyle } from './field.tsx'

type PeriodFieldsProps = { period: Period; onChange: (name: 'from' | 'to', day: string) => void }

/** The first and the last day of the list. */
export function PeriodFields({ period, onChange }: PeriodFieldsProps) {
  const errorId = useId()
  const isReversed = endsBeforeItBegins(period)
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap gap-3">
        <DayField
          name="from"
          label={t`From`}
          value={period.from}
          errorId={isReversed ? errorId : undefined}
          onChange={onChange}
        />
        <DayField
          name="to"
          label={t`To`}
          value={period.to}
          errorId={isReversed ? errorId : undefined}
          onChange={onChange}
        />
      </div>
      {isReversed && (
        <p id={errorId} role="alert" className="text-sm text-danger">
          <Trans>The day in “From” must not be after the day in “To”</Trans>
        </p>
      )}
    </div>
  )
}

type DayFieldProps = {
  name: 'from' | 'to'
  label: string
  value: string | undefined
  errorId: string | undefined
  onChange: PeriodFieldsProps['onChange']
}

function DayField({ name, label, value = '', errorId, onChange }: DayFieldProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const change = (day: string) => {
    setText(day)
    if (day === '' || isDay(day)) onChange(name, day)
  }
  return (
    <label className={`flex items-center gap-2 ${labelStyle}`}>
      {label}
      <input
        type="date"
        value={text}
        max="9999-12-31"
        aria-invalid={errorId !== undefined}
        aria-describedby={errorId}
        onChange={event => change(event.target.value)}
        className={`${inputStyle} py-1.5 aria-invalid:border-danger`}
      />
    </label>
  )
}
