import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { auditEventNames, auditEvents } from '@palisade/contracts'
import { Button } from '../../components/button.tsx'
import { InlineSelect } from '../../components/inline-select.tsx'
import { focusPageHeading } from '../../components/page-heading.tsx'
import { PeriodFields } from '../../components/period-fields.tsx'
import { translate } from '../../lib/contract-texts.ts'
import { currentLocale } from '../../lib/locale.ts'
import { type AuditFilters, readAuditSearch } from './audit-filters.ts'

type AuditFilterBarProps = {
  filters: AuditFilters
  names: ReadonlyMap<string, string>
  onChange: (filters: AuditFilters) => void
}

const any = () => ({ value: '', label: t`All` })

const eventOptions = () =>
  auditEventNames
    .map(value => ({ value, label: capitalize(translate(auditEvents[value].summary)) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, currentLocale()))

export function AuditFilterBar({ filters, names, onChange }: AuditFilterBarProps) {
  const change = (name: keyof AuditFilters, value: string) => onChange(readAuditSearch({ ...filters, [name]: value }))
  const memberOptions = [...names].map(([value, label]) => ({ value, label }))
  const clear = () => {
    onChange({})
    focusPageHeading()
  }
  return (
    <div className="flex flex-wrap items-start gap-3">
      <InlineSelect
        label={t`Event`}
        options={[any(), ...eventOptions()]}
        value={filters.event ?? ''}
        onChange={value => change('event', value)}
      />
      <InlineSelect
        label={t`Member`}
        options={[any(), ...memberOptions]}
        value={filters.actor ?? ''}
        onChange={value => change('actor', value)}
      />
      <PeriodFields period={filters} onChange={change} />
      {Object.keys(filters).length > 0 && (
        <Button look="quiet" onPress={clear}>
          <Trans>Clear filters</Trans>
        </Button>
      )}
    </div>
  )
}

function capitalize(text: string): string {
  return text.charAt(0).toLocaleUpperCase(currentLocale()) + text.slice(1)
}
