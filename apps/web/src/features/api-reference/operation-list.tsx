import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '../../components/button.tsx'
import type { OperationContext } from './operation-details.tsx'
import { OperationSection } from './operation-section.tsx'
import type { Tag } from './reference.ts'
import type { useOpened } from './use-opened.ts'

type OperationListProps = ReturnType<typeof useOpened> & { tags: readonly Tag[]; context: OperationContext }

/** The operations by tag. All details can be shown at once, for the search of the browser and for paper. */
export function OperationList({ tags, context, opened, toggle, openAll }: OperationListProps) {
  const ids = tags.flatMap(({ operations }) => operations.map(({ operationId }) => operationId))
  const areAllOpen = ids.every(id => opened.has(id))
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <h2 className="text-xl font-bold">
          <Trans>Operations</Trans>
        </h2>
        <Button onPress={() => openAll(areAllOpen ? [] : ids)}>
          {areAllOpen ? t`Hide all details` : t`Show all details`}
        </Button>
      </div>
      {tags.map(({ name, description, operations }) => (
        <section key={name} id={`tag-${name}`} tabIndex={-1} aria-labelledby={`tag-${name}-heading`}>
          <h3 id={`tag-${name}-heading`} lang="en" className="text-lg font-bold">
            {name}
          </h3>
          <p lang="en" className="mb-4 text-ink-soft">
            {description}
          </p>
          <div className="flex flex-col gap-5">
            {operations.map(operation => (
              <OperationSection
                key={operation.operationId}
                operation={operation}
                context={context}
                isOpen={opened.has(operation.operationId)}
                onToggle={toggle}
              />
            ))}
          </div>
        </section>
      ))}
    </>
  )
}
