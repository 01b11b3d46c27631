import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints } from '@palisade/contracts'
import { Button } from '../../../components/button.tsx'
import { ButtonRow } from '../../../components/button-row.tsx'
import { Field } from '../../../components/field.tsx'
import { focusPageHeading } from '../../../components/page-heading.tsx'
import { RequestForm } from '../../../components/request-form.tsx'
import { constraintsOf } from '../../../lib/constraints.ts'
import { fieldOf } from '../../../lib/field-labels.ts'
import type { ListFilters } from './list-filters.ts'
import { toChoices } from './saved-filter-choices.ts'
import { useSaveFilter } from './saved-filter-queries.ts'

const { name } = endpoints['order-filters.create'].request.body.properties

type SaveFiltersProps = { filters: ListFilters; onClose: () => void }

/** Asks for the name of the filters. Those of the same name are replaced. */
export function SaveFilters({ filters, onClose }: SaveFiltersProps) {
  const close = () => {
    onClose()
    focusPageHeading()
  }
  const save = useSaveFilter(close)
  return (
    <RequestForm
      request={save}
      onSubmit={textOf => save.mutate({ name: textOf('/name'), choices: toChoices(filters) })}
    >
      <Field
        {...fieldOf('/name')}
        autoFocus
        autoComplete="off"
        description={t`Only you see them, on every device. A name that you used before is replaced.`}
        {...constraintsOf(name)}
      />
      <ButtonRow>
        <Button type="submit" look="primary" isPending={save.isPending}>
          <Trans>Save filters</Trans>
        </Button>
        <Button onPress={close}>
          <Trans>Cancel</Trans>
        </Button>
      </ButtonRow>
    </RequestForm>
  )
}
