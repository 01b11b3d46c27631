import { useLocation } from '@tanstack/react-router'
import type { ListSearch } from './list/list-filters.ts'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Where in the list of orders the user was before this page. */
    orderList?: ListSearch
  }
}

/** The list as the user left it, with its filters and shown pages. Links back to the list lead there. */
export function useListPlace(): ListSearch {
  return useLocation({ select: ({ state }) => state.orderList ?? {} })
}
