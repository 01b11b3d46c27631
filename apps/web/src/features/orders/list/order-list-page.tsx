import { Link } from '@tanstack/react-router'
import { buttonStyle } from '../../../components/button.tsx'
import { PageHeading } from '../../../components/page-heading.tsx'
import { useMay } from '../../../lib/signed-in-user.ts'
import type { ListFilters } from './list-filters.ts'
import { OrderFilters } from './order-filters.tsx'
import { OrderPages } from './order-pages.tsx'
import { OrderSearch } from './order-search.tsx'
import { SearchResults } from './search-results.tsx'

type OrderListPageProps = { filters: ListFilters; onFiltersChange: (filters: ListFilters) => void }

export function OrderListPage({ filters, onFiltersChange }: OrderListPageProps) {
  const { q, ...withoutSearch } = filters
  const mayWrite = useMay('orders:write')
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4">
        <PageHeading title="Orders">Orders</PageHeading>
        <div className="flex w-full flex-wrap items-center gap-3 sm:w-auto">
          <OrderSearch
            words={q ?? ''}
            onSearch={words => onFiltersChange(words.trim() ? { ...withoutSearch, q: words } : withoutSearch)}
          />
          {mayWrite && (
            <Link to="/orders/new" className={buttonStyle('primary', 'w-full sm:w-auto')}>
              New order
            </Link>
          )}
        </div>
      </div>
      {q ? (
        <SearchResults words={q} onLeave={() => onFiltersChange(withoutSearch)} />
      ) : (
        <>
          <OrderFilters filters={filters} onChange={onFiltersChange} />
          <OrderPages filters={filters} onFiltersChange={onFiltersChange} />
        </>
      )}
    </div>
  )
}
