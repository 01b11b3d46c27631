import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { InlineSelect } from '../../../components/inline-select.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useClient } from '../../../lib/client-context.ts'
import type { ListFilters } from './list-filters.ts'
import { SaveFilters } from './save-filters.tsx'
import { findShown, toChoices, toFilters } from './saved-filter-choices.ts'
import { savedFilters, useRemoveFilter } from './saved-filter-queries.ts'

type SavedFiltersProps = { filters: ListFilters; onChange: (filters: ListFilters) => void }

/** The filters that the user has saved, and a way to save those of the list. */
export function SavedFilters({ filters, onChange }: SavedFiltersProps) {
  const { data } = useQuery(savedFilters(useClient()))
  const remove = useRemoveFilter()
  const [isSaving, setSaving] = useState(false)
  const saved = data?.items ?? []
  const shown = findShown(saved, filters)
  const canSave = !shown && Object.keys(toChoices(filters)).length > 0
  const choose = (id: string) => {
    const chosen = saved.find(one => one.id === id)
    if (chosen) onChange(toFilters(chosen.choices))
  }
  if (saved.length === 0 && !canSave) return null
  return (
    <div className="flex flex-col gap-3">
      {remove.error && <ProblemNotice key={remove.submittedAt} error={remove.error} takesFocus />}
      <div className="flex flex-wrap items-center gap-3">
        {saved.length > 0 && (
          <InlineSelect
            label={t`Saved filters`}
            options={[{ value: '', label: t`Choose…` }, ...saved.map(({ id, name }) => ({ value: id, label: name }))]}
            value={shown?.id ?? ''}
            onChange={choose}
          />
        )}
        {shown && (
          <Button look="quiet" isPending={remove.isPending} onPress={() => remove.mutate(shown.id)}>
            <Trans>Delete “{shown.name}”</Trans>
          </Button>
        )}
        {canSave && !isSaving && (
          <Button onPress={() => setSaving(true)}>
            <Trans>Save these filters</Trans>
          </Button>
        )}
      </div>
      {canSave && isSaving && <SaveFilters filters={filters} onClose={() => setSaving(false)} />}
    </div>
  )
}
