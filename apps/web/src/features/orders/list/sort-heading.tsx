import { Trans } from '@lingui/react/macro'
import { sortsByTotal } from '@palisade/contracts'
import { cellStyle } from '../../../components/table.tsx'
import type { Sort } from './list-filters.ts'

export type Sorting = {
  sort: Sort
  /** Totals of several currencies do not compare. */
  hasOneCurrency: boolean
  onSort: (sort: Sort) => void
}

type SortHeadingProps = {
  name: string
  by: 'createdAt' | 'totalMinor'
  sorting: Sorting | undefined
  className: string
}

/** The heading of a column that the list can be sorted by: the largest or newest first, then the other way round. */
export function SortHeading({ name, by, sorting, className }: SortHeadingProps) {
  const descending: Sort = `-${by}`
  const isSorted = sorting?.sort === by || sorting?.sort === descending
  const isDescending = sorting?.sort === descending
  const direction = isDescending ? 'descending' : 'ascending'
  const needsCurrency = sorting !== undefined && sortsByTotal(by) && !sorting.hasOneCurrency
  return (
    <th scope="col" aria-sort={isSorted ? direction : undefined} className={`${cellStyle} font-medium ${className}`}>
      {sorting && !needsCurrency ? (
        <button
          type="button"
          onClick={() => sorting.onSort(isDescending ? by : descending)}
          className={`-mx-1 inline-flex items-center gap-1 rounded px-1 hover:text-ink ${isSorted ? 'text-ink' : ''}`}
        >
          {name}
          <span aria-hidden="true" className={isSorted ? '' : 'opacity-40'}>
            {isSorted && !isDescending ? '↑' : '↓'}
          </span>
        </button>
      ) : (
        name
      )}
      {needsCurrency && (
        <span className="block text-xs font-normal">
          <Trans>Choose a currency to sort</Trans>
        </span>
      )}
    </th>
  )
}
