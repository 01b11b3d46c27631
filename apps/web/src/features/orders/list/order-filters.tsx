import { orderStatuses } from '@palisade/contracts'
import { Button } from '../../../components/button.tsx'
import { ChoiceBar } from '../../../components/choice-bar.tsx'
import { inputStyle, labelStyle } from '../../../components/field.tsx'
import { statusNames } from '../order-words.ts'
import type { ListFilters } from './list-filters.ts'

type OrderFiltersProps = { filters: ListFilters; onChange: (filters: ListFilters) => void }

const statusChoices = [
  { value: 'all', label: 'All' },
  ...orderStatuses.map(value => ({ value, label: statusNames[value] })),
] as const

export function OrderFilters({ filters, onChange }: OrderFiltersProps) {
  const { status, from, to, ...others } = filters
  return (
    <div className="flex flex-wrap items-end justify-between gap-3">
      <ChoiceBar
        label="Status"
        choices={statusChoices}
        value={status ?? 'all'}
        onChange={chosen => {
          const { status: _, ...rest } = filters
          onChange(chosen === 'all' ? rest : { ...rest, status: chosen })
        }}
      />
      <div className="flex flex-wrap items-end gap-3">
        <DayField label="From" value={from} onChange={day => onChange(withDay(filters, 'from', day))} />
        <DayField label="To" value={to} onChange={day => onChange(withDay(filters, 'to', day))} />
        {(status || from || to) && (
          <Button look="quiet" onPress={() => onChange(others)}>
            Clear filters
          </Button>
        )}
      </div>
    </div>
  )
}

type DayFieldProps = { label: string; value: string | undefined; onChange: (day: string) => void }

function DayField({ label, value = '', onChange }: DayFieldProps) {
  return (
    <label className={`flex items-center gap-2 ${labelStyle}`}>
      {label}
      <input
        type="date"
        value={value}
        max="9999-12-31"
        onChange={event => onChange(event.target.value)}
        className={`${inputStyle} py-1.5`}
      />
    </label>
  )
}

function withDay(filters: ListFilters, name: 'from' | 'to', day: string): ListFilters {
  const { [name]: _, ...rest } = filters
  return day ? { ...rest, [name]: day } : rest
}
