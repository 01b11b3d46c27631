import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../../../components/button.tsx'
import { focusPageHeading, PageHeading } from '../../../components/page-heading.tsx'
import { endsBeforeItBegins } from '../../../lib/dates.ts'
import { useMay } from '../../../lib/signed-in-user.ts'
import { ExportOrders } from '../files/export-orders.tsx'
import type { ListSearch } from './list-filters.ts'
import { OrderFilters } from './order-filters.tsx'
import { OrderPages } from './order-pages.tsx'
import { OrderSearch } from './order-search.tsx'
import { SavedFilters } from './saved-filters.tsx'
import { SearchResults } from './search-results.tsx'

type OrderListPageProps = { search: ListSearch; onSearchChange: (search: ListSearch) => void }

export function OrderListPage({ search, onSearchChange }: OrderListPageProps) {
  const { pages = 1, ...filters } = search
  const { q, ...withoutWords } = filters
  const mayWrite = useMay('orders:write')
  const leaveSearch = () => {
    onSearchChange(withoutWords)
    focusPageHeading()
  }
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <PageHeading title={t`Orders`} />
        <div className="flex w-full flex-wrap items-start gap-3 sm:w-auto">
          <OrderSearch
            words={q ?? ''}
            onSearch={words => onSearchChange({ ...withoutWords, q: words })}
            onClear={() => q && onSearchChange(withoutWords)}
          />
          {mayWrite && (
            <Link to="/orders/import" className={buttonStyle('secondary', 'flex-1 sm:flex-none')}>
              <Trans>Import</Trans>
            </Link>
          )}
          {mayWrite && (
            <Link
              to="/orders/new"
              state={{ orderList: search }}
              className={buttonStyle('primary', 'flex-1 sm:flex-none')}
            >
              <Trans>New order</Trans>
            </Link>
          )}
        </div>
      </div>
      {q ? (
        <SearchResults words={q} onLeave={leaveSearch} />
      ) : (
        <>
          <OrderFilters filters={filters} onChange={onSearchChange} />
          <SavedFilters filters={filters} onChange={onSearchChange} />
          {!endsBeforeItBegins(filters) && (
            <OrderPages
              filters={filters}
              onFiltersChange={onSearchChange}
              onPagesChange={count => count > pages && onSearchChange({ ...filters, pages: count })}
            />
          )}
          {!endsBeforeItBegins(filters) && <ExportOrders filters={filters} />}
        </>
      )}
    </div>
  )
}
