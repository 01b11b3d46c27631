import { t } from '@lingui/core/macro'
import type { OrderFileFormat } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../../../components/button.tsx'
import { ButtonRow } from '../../../components/button-row.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useClient } from '../../../lib/client-context.ts'
import { dataOf } from '../../../lib/problem-error.ts'
import { saveFile } from '../../../lib/save-file.ts'
import { type ListFilters, toListQuery } from '../list/list-filters.ts'

/** Downloads the orders that the filters choose, all pages of them. */
export function ExportOrders({ filters }: { filters: ListFilters }) {
  const client = useClient()
  const exporting = useMutation({
    mutationFn: async (format: OrderFileFormat) => {
      const { sort: _, ...query } = toListQuery(filters)
      const file = await dataOf(client('orders.export', { query: { ...query, format } }))
      saveFile(file, `orders.${format}`)
    },
  })
  const buttonOf = (format: OrderFileFormat, name: string) => (
    <Button
      onPress={() => exporting.mutate(format)}
      isPending={exporting.isPending && exporting.variables === format}
      isDisabled={exporting.isPending && exporting.variables !== format}
    >
      {exporting.isPending && exporting.variables === format ? t`Exporting…` : name}
    </Button>
  )
  return (
    <>
      {exporting.error && <ProblemNotice error={exporting.error} takesFocus />}
      <ButtonRow>
        {buttonOf('csv', t`Export as CSV`)}
        {buttonOf('ndjson', t`Export as NDJSON`)}
      </ButtonRow>
    </>
  )
}
