import { type FormEvent, useEffect, useState } from 'react'
import { Form, Input, SearchField, Text } from 'react-aria-components'
import { Button } from '../../../components/button.tsx'
import { inputStyle } from '../../../components/field.tsx'
import { searchWords } from './list-filters.ts'

type OrderSearchProps = { words: string; onSearch: (words: string) => void; onClear: () => void }

const { minLength, maxLength } = searchWords
const hint = 'Press Enter or choose Search'
const tooShort = `Enter at least ${minLength} ${minLength === 1 ? 'character' : 'characters'} to search`

/** Searches when asked to and not while typing: a search costs the tenant's quota five times as much as a page. */
export function OrderSearch({ words, onSearch, onClear }: OrderSearchProps) {
  const [text, setText] = useState(words)
  const [isTooShort, setTooShort] = useState(false)
  useEffect(() => setText(words), [words])

  function submit(event: FormEvent) {
    event.preventDefault()
    const isEnough = text.trim().length >= minLength
    setTooShort(!isEnough)
    if (isEnough) onSearch(text.trim())
  }

  function change(next: string) {
    setText(next)
    setTooShort(false)
    if (next === '') onClear()
  }

  return (
    <Form onSubmit={submit} className="flex w-full items-start gap-2 sm:w-auto" role="search">
      <SearchField
        aria-label="Search orders"
        value={text}
        onChange={change}
        isInvalid={isTooShort}
        maxLength={maxLength}
        className="flex w-full flex-col gap-1 sm:w-80"
      >
        <Input placeholder="Reference, customer or SKU" className={`${inputStyle} placeholder:text-ink-faint`} />
        <Text slot="description" className={`text-sm ${isTooShort ? 'text-danger' : 'text-ink-faint'}`}>
          {isTooShort ? tooShort : hint}
        </Text>
      </SearchField>
      <Button type="submit">Search</Button>
    </Form>
  )
}
