import { currencies, orderStatuses } from '@palisade/contracts'
import { Button } from '../../../components/button.tsx'
import { ChoiceBar } from '../../../components/choice-bar.tsx'
import { focusPageHeading } from '../../../components/page-heading.tsx'
import { statusNames } from '../order-words.ts'
import { InlineSelect } from './inline-select.tsx'
import type { ListFilters } from './list-filters.ts'
import { PeriodFields } from './period-fields.tsx'

type OrderFiltersProps = { filters: ListFilters; onChange: (filters: ListFilters) => void }

const statusChoices = [
  { value: 'all', label: 'All' },
  ...orderStatuses.map(value => ({ value, label: statusNames[value] })),
] as const

export function OrderFilters({ filters, onChange }: OrderFiltersProps) {
  const { status, from, to, currency, sort, ...others } = filters
  const clear = () => {
    onChange(others)
    focusPageHeading()
  }
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <ChoiceBar
        label="Status"
        choices={statusChoices}
        value={status ?? 'all'}
        onChange={chosen => onChange(withFilter(filters, 'status', chosen === 'all' ? undefined : chosen))}
      />
      <div className="flex flex-wrap items-start gap-3">
        <InlineSelect
          label="Currency"
          options={['All', ...currencies]}
          value={currency ?? 'All'}
          onChange={chosen =>
            onChange(
              withFilter(
                filters,
                'currency',
                currencies.find(one => one === chosen),
              ),
            )
          }
        />
        <PeriodFields
          filters={filters}
          onChange={(name, day) => onChange(withFilter(filters, name, day || undefined))}
        />
        {(status || from || to || currency) && (
          <Button look="quiet" onPress={clear}>
            Clear filters
          </Button>
        )}
      </div>
    </div>
  )
}

function withFilter<Name extends keyof ListFilters>(filters: ListFilters, name: Name, value: ListFilters[Name]) {
  const { [name]: _, ...rest } = filters
  return value === undefined ? rest : { ...rest, [name]: value }
}
