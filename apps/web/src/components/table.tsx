import type { ReactNode } from 'react'

type TableProps = {
  /** Only for screen readers, because the page shows a heading above the table. */
  caption: string
  /** The headings of the columns. */
  head: ReactNode
  /** The rows. */
  children: ReactNode
}

/** Of every cell: the outer ones end where the headings of cards do. */
export const cellStyle = 'px-3 py-3 align-top first:pl-5 last:pr-5 sm:px-4 sm:first:pl-6 sm:last:pr-6'

/** Of cells with numbers, and their headings. */
export const numberStyle = 'text-right whitespace-nowrap tabular-nums'

export function Table({ caption, head, children }: TableProps) {
  return (
    <table className="w-full border-collapse text-left">
      <caption className="sr-only">{caption}</caption>
      <thead className="border-b border-line text-sm text-ink-faint">
        <tr>{head}</tr>
      </thead>
      <tbody className="divide-y divide-line">{children}</tbody>
    </table>
  )
}

export function ColumnHeading({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <th scope="col" className={`${cellStyle} font-medium ${className}`}>
      {children}
    </th>
  )
}

/** Of the cell that says what a row is. */
export function RowHeading({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <th scope="row" className={`${cellStyle} font-normal ${className}`}>
      {children}
    </th>
  )
}
