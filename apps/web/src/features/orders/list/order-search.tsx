import { useEffect, useState } from 'react'
import { Button, Input, SearchField } from 'react-aria-components'
import { inputStyle } from '../../../components/field.tsx'

type OrderSearchProps = { words: string; onSearch: (words: string) => void }

/** Searches on Enter and not while typing: a search costs the tenant's quota five times what a page does. */
export function OrderSearch({ words, onSearch }: OrderSearchProps) {
  const [text, setText] = useState(words)
  useEffect(() => setText(words), [words])
  return (
    <SearchField
      aria-label="Search orders"
      value={text}
      onChange={setText}
      onSubmit={onSearch}
      onClear={() => onSearch('')}
      maxLength={100}
      className="group relative w-full sm:w-80"
    >
      <MagnifierIcon />
      <Input
        placeholder="Reference, customer or SKU"
        className={`${inputStyle} px-9 placeholder:text-ink-faint [&::-webkit-search-cancel-button]:hidden`}
      />
      <Button className="absolute inset-y-1 right-1 w-8 rounded-md text-ink-faint group-data-empty:hidden hover:text-ink">
        <span aria-hidden="true">✕</span>
      </Button>
    </SearchField>
  )
}

function MagnifierIcon() {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-faint"
    >
      <circle cx="9" cy="9" r="5.5" />
      <path d="m13.5 13.5 3.5 3.5" />
    </svg>
  )
}
