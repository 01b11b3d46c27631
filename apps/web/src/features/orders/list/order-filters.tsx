import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { currencies, orderStatuses } from '@palisade/contracts'
import { Button } from '../../../components/button.tsx'
import { ChoiceBar } from '../../../components/choice-bar.tsx'
import { InlineSelect } from '../../../components/inline-select.tsx'
import { focusPageHeading } from '../../../components/page-heading.tsx'
import { PeriodFields } from '../../../components/period-fields.tsx'
import { statusNames } from '../../../lib/status-names.ts'
import type { ListFilters } from './list-filters.ts'

type OrderFiltersProps = { filters: ListFilters; onChange: (filters: ListFilters) => void }

const statusChoices = () =>
  [{ value: 'all', label: t`All` }, ...orderStatuses.map(value => ({ value, label: statusNames()[value] }))] as const

export function OrderFilters({ filters, onChange }: OrderFiltersProps) {
  const { status, from, to, currency, sort, ...others } = filters
  const clear = () => {
    onChange(others)
    focusPageHeading()
  }
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <ChoiceBar
        label={t`Status`}
        choices={statusChoices()}
        value={status ?? 'all'}
        onChange={chosen => onChange(withFilter(filters, 'status', chosen === 'all' ? undefined : chosen))}
      />
      <div className="flex flex-wrap items-start gap-3">
        <InlineSelect
          label={t`Currency`}
          options={[{ value: 'all', label: t`All` }, ...currencies.map(value => ({ value, label: value }))]}
          value={currency ?? 'all'}
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
          period={filters}
          onChange={(name, day) => onChange(withFilter(filters, name, day || undefined))}
        />
        {(status || from || to || currency) && (
          <Button look="quiet" onPress={clear}>
            <Trans>Clear filters</Trans>
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
