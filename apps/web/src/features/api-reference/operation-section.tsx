import { useState } from 'react'
import { Button } from 'react-aria-components'
import { exampleValues } from './compose-request.ts'
import { MethodChip } from './method-chip.tsx'
import { type OperationContext, OperationDetails } from './operation-details.tsx'
import type { Operation } from './reference.ts'
import { RichText } from './rich-text.tsx'

type OperationSectionProps = {
  operation: Operation
  context: OperationContext
  isOpen: boolean
  onToggle: (operationId: string, isOpen: boolean) => void
}

/**
 * An operation under its heading, which shows and hides its details. What is hidden is not on the page: with the details of
 * all operations it has more than twenty thousand elements.
 */
export function OperationSection({ operation, context, isOpen, onToggle }: OperationSectionProps) {
  const { operationId, method, path, summary, description } = operation
  // Kept here, so that nothing that was typed is lost while the details are hidden.
  const [values, setValues] = useState(() => exampleValues(operation))
  return (
    <section
      id={operationId}
      tabIndex={-1}
      aria-labelledby={`${operationId}-heading`}
      className="rounded-card border border-line bg-surface"
    >
      <header className="flex flex-col gap-2 px-4 py-4 sm:px-6">
        <h4 id={`${operationId}-heading`} lang="en" className="font-semibold">
          <Button
            aria-expanded={isOpen}
            onPress={() => onToggle(operationId, !isOpen)}
            className="flex w-full items-baseline justify-between gap-4 rounded text-left text-balance hover:underline"
          >
            {summary}
            <span aria-hidden="true" className={`text-ink-faint ${isOpen ? 'rotate-90' : ''}`}>
              ›
            </span>
          </Button>
        </h4>
        <p className="flex flex-wrap items-center gap-2">
          <MethodChip method={method} />
          <code className="font-mono text-sm wrap-anywhere">{path}</code>
        </p>
        <RichText text={description} className="text-sm text-ink-soft" />
      </header>
      {isOpen && <OperationDetails operation={operation} context={context} values={values} onChange={setValues} />}
    </section>
  )
}
