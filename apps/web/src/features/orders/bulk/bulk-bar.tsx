import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { useSignedInUser } from '../../../lib/signed-in-user.ts'
import { bulkStepNames } from '../order-words.ts'
import { BulkResults } from './bulk-results.tsx'
import { type BulkStep, bulkStepsOf, mostSelected, type OrderSummary } from './bulk-steps.ts'
import { useBulkMove } from './use-bulk-move.ts'

type BulkBarProps = { selected: readonly OrderSummary[]; onClear: () => void }

/** The actions on the selected orders, and their results. */
export function BulkBar({ selected, onClear }: BulkBarProps) {
  const { scopes } = useSignedInUser()
  const { start, isPending, error, to, results, forget } = useBulkMove()
  const [asked, setAsked] = useState<BulkStep>()
  const begin = (step: BulkStep) => {
    start(step)
    onClear()
  }
  const steps = bulkStepsOf(selected, scopes)
  return (
    <>
      {error && <ProblemNotice error={error} takesFocus />}
      <p role="status" className={isPending ? 'font-medium' : 'sr-only'}>
        {isPending && t`Moving the orders, ${results.length} done…`}
      </p>
      {!isPending && results.length > 0 && to && <BulkResults results={results} to={to} onClose={forget} />}
      {selected.length > 0 && !isPending && (
        <section
          aria-label={t`Selected orders`}
          className="sticky bottom-3 z-5 flex flex-wrap items-center gap-2.5 rounded-card border border-edge bg-surface px-4 py-3 shadow-raised"
        >
          <p role="status" className="mr-auto font-medium">
            {plural(selected.length, { one: '# order selected', other: '# orders selected' })}
            {selected.length === mostSelected && t`, the most at once`}
          </p>
          {steps.length === 0 && (
            <p className="text-sm text-ink-soft">
              <Trans>You cannot move any of these orders.</Trans>
            </p>
          )}
          {steps.map(step => (
            <Button
              key={step.to}
              look={step.to === 'cancelled' ? 'danger' : 'secondary'}
              onPress={() => setAsked(step)}
            >
              {bulkStepNames()[step.to]} ({step.orders.length})
            </Button>
          ))}
          <Button look="quiet" onPress={onClear}>
            <Trans>Clear selection</Trans>
          </Button>
        </section>
      )}
      <ConfirmDialog
        isOpen={asked !== undefined}
        title={asked ? `${bulkStepNames()[asked.to]}: ${countOf(asked.orders.length)}?` : ''}
        confirmLabel={asked ? bulkStepNames()[asked.to] : ''}
        cancelLabel={t`Not now`}
        onConfirm={() => asked && begin(asked)}
        onClose={() => setAsked(undefined)}
      >
        {asked && explain(asked, selected.length)}
      </ConfirmDialog>
    </>
  )
}

function explain({ to, orders }: BulkStep, selected: number): string {
  const left = selected - orders.length
  const first =
    to === 'cancelled'
      ? t`A cancelled order stays cancelled.`
      : t`Each order is moved only if nobody has changed it meanwhile.`
  if (left === 0) return first
  return `${first} ${t`${countOf(left)} of your selection cannot move to this status and stay unchanged.`}`
}

function countOf(orders: number): string {
  return plural(orders, { one: '# order', other: '# orders' })
}
