import { useLocation } from '@tanstack/react-router'
import type { ListSearch } from './list/list-filters.ts'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Where in the list of orders the user was before this page. */
    orderList?: ListSearch
  }
}

/** The list as the user left it: its filters and how much of it was shown. Links back to the list go there. */
export function useListPlace(): ListSearch {
  return useLocation({ select: ({ state }) => state.orderList ?? {} })
}
