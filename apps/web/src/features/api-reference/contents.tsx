import { plural, t } from '@lingui/core/macro'
import { useState } from 'react'
import { Input, SearchField } from 'react-aria-components'
import { Button } from '../../components/button.tsx'
import { inputStyle } from '../../components/field.tsx'
import { findOperations } from './find-operations.ts'
import { MethodChip } from './method-chip.tsx'
import type { Reference, Tag } from './reference.ts'

const linkStyle = 'block rounded px-2 py-1 text-sm text-ink-soft hover:bg-sunken hover:text-ink'

type ContentsProps = { reference: Reference; onChoose: (operationId: string) => void }

/** Every operation by tag, with a search. Small screens show the list on demand and while searching. */
export function Contents({ reference, onChoose }: ContentsProps) {
  const [words, setWords] = useState('')
  const [isOpen, setOpen] = useState(false)
  const found = findOperations(reference, words)
  const count = found.reduce((sum, { operations }) => sum + operations.length, 0)
  const isSearching = words.trim() !== ''
  return (
    <nav aria-label={t`Contents`} className="flex flex-col gap-3 lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)]">
      <SearchField aria-label={t`Search the API`} value={words} onChange={setWords} className="p-0.5">
        <Input placeholder={t`Search operations`} className={`${inputStyle} placeholder:text-ink-faint`} />
      </SearchField>
      <p role="status" className="px-2 text-sm text-ink-faint empty:hidden">
        {isSearching && plural(count, { one: '# operation found', other: '# operations found' })}
      </p>
      <Button className="lg:hidden" aria-expanded={isOpen || isSearching} onPress={() => setOpen(!isOpen)}>
        {isOpen ? t`Hide contents` : t`Show contents`}
      </Button>
      <div className={`min-h-0 flex-col gap-3 overflow-y-auto lg:flex ${isOpen || isSearching ? 'flex' : 'hidden'}`}>
        {found.map(tag => (
          <TagContents key={tag.name} tag={tag} onChoose={onChoose} />
        ))}
        {!isSearching && (
          <ul>
            {[
              { id: 'errors', title: t`Errors` },
              { id: 'scopes', title: t`Scopes` },
            ].map(({ id, title }) => (
              <li key={id}>
                <a href={`#${id}`} className={`${linkStyle} font-semibold`}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </nav>
  )
}

function TagContents({ tag: { name, operations }, onChoose }: Pick<ContentsProps, 'onChoose'> & { tag: Tag }) {
  return (
    <div lang="en">
      <p className="px-2 text-sm font-semibold">
        <a href={`#tag-${name}`} className="rounded hover:underline">
          {name}
        </a>
      </p>
      <ul>
        {operations.map(({ operationId, method, path, summary }) => (
          <li key={operationId}>
            <a href={`#${operationId}`} title={summary} className={linkStyle} onClick={() => onChoose(operationId)}>
              <MethodChip method={method} /> <span className="font-mono text-xs wrap-anywhere">{path}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
