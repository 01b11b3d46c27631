import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useEffect, useState } from 'react'
import { Form, Input, SearchField, Text } from 'react-aria-components'
import { Button } from '../../../components/button.tsx'
import { inputStyle } from '../../../components/field.tsx'
import { faultOfSearch } from './list-filters.ts'

type OrderSearchProps = { words: string; onSearch: (words: string) => void; onClear: () => void }

const hint = () => t`Finds orders that contain every word. Press Enter or choose Search.`

/** Searches on Enter or by the button, not while typing: a search costs the tenant's quota five times as much as a page. */
export function OrderSearch({ words, onSearch, onClear }: OrderSearchProps) {
  const [text, setText] = useState(words)
  const [fault, setFault] = useState<string>()
  useEffect(() => setText(words), [words])

  function submit(event: FormEvent) {
    event.preventDefault()
    const found = faultOfSearch(text)
    setFault(found)
    if (!found) onSearch(text.trim())
  }

  function change(next: string) {
    setText(next)
    setFault(undefined)
    if (next === '') onClear()
  }

  return (
    <Form onSubmit={submit} className="flex w-full items-start gap-2 sm:w-auto" role="search">
      <SearchField
        aria-label={t`Search orders`}
        value={text}
        onChange={change}
        isInvalid={fault !== undefined}
        className="flex w-full flex-col gap-1 sm:w-80"
      >
        <Input placeholder={t`Reference, customer or SKU`} className={`${inputStyle} placeholder:text-ink-faint`} />
        <Text slot="description" className={`text-sm ${fault ? 'text-danger' : 'text-ink-faint'}`}>
          {fault ?? hint()}
        </Text>
      </SearchField>
      <Button type="submit">
        <Trans>Search</Trans>
      </Button>
    </Form>
  )
}
