import { Loading } from './loading.tsx'
import { ProblemNotice } from './problem-notice.tsx'

type QueryStateProps = {
  query: { data: unknown; error: unknown; refetch: () => unknown }
  /** What loads, for screen readers. */
  label: string
  /** About as many as the data will have. */
  rows?: number
}

/** Shows that a query is loading, or why it failed. */
export function QueryState({ query: { data, error, refetch }, label, rows = 3 }: QueryStateProps) {
  if (error) return <ProblemNotice error={error} onRetry={() => refetch()} />
  return data === undefined ? <Loading label={label} rows={rows} /> : null
}
