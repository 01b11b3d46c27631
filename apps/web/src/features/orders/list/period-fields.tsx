import { useEffect, useId, useState } from 'react'
import { inputStyle, labelStyle } from '../../../components/field.tsx'
import { isDay } from '../../../lib/dates.ts'
import { endsBeforeItBegins, type ListFilters } from './list-filters.ts'

type PeriodFieldsProps = { filters: ListFilters; onChange: (name: 'from' | 'to', day: string) => void }

/** The first and the last day of the list. */
export function PeriodFields({ filters, onChange }: PeriodFieldsProps) {
  const errorId = useId()
  const isReversed = endsBeforeItBegins(filters)
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap gap-3">
        <DayField label="From" value={filters.from} errorId={isReversed ? errorId : undefined} onChange={onChange} />
        <DayField label="To" value={filters.to} errorId={isReversed ? errorId : undefined} onChange={onChange} />
      </div>
      {isReversed && (
        <p id={errorId} role="alert" className="text-sm text-danger">
          The day in “From” must not be after the day in “To”
        </p>
      )}
    </div>
  )
}

type DayFieldProps = {
  label: 'From' | 'To'
  value: string | undefined
  errorId: string | undefined
  onChange: PeriodFieldsProps['onChange']
}

function DayField({ label, value = '', errorId, onChange }: DayFieldProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const change = (day: string) => {
    setText(day)
    if (day === '' || isDay(day)) onChange(label === 'From' ? 'from' : 'to', day)
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
