import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { mostImportFaults } from '@palisade/contracts'
import { Link } from '@tanstack/react-router'
import { Button, buttonStyle } from '../../../components/button.tsx'
import { ButtonRow } from '../../../components/button-row.tsx'
import { Notice } from '../../../components/notice.tsx'
import { Page } from '../../../components/page.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { ProgressBar } from '../../../components/progress-bar.tsx'
import { StatusText } from '../../../components/status-text.tsx'
import { formatNumber } from '../../../lib/numbers.ts'
import { BackToOrders } from '../back-to-orders.tsx'
import { ImportFaults } from './import-faults.tsx'
import { type OrderImport, useCancelImport, useImport } from './import-requests.ts'

/** An import by its address, so that it survives a reload. */
export function ImportPage({ importId }: { importId: string }) {
  const { data, error, refetch } = useImport(importId)
  const cancelling = useCancelImport(importId)
  const isUnderWay = data?.finishedAt === null
  return (
    <Page title={t`Import`} back={<BackToOrders />}>
      {error && <ProblemNotice error={error} onRetry={refetch} />}
      {cancelling.error && <ProblemNotice error={cancelling.error} takesFocus />}
      <StatusText>{!error && progressOf(data)}</StatusText>
      {data && isUnderWay && <ProgressBar label={t`Progress of the import`} max={1} value={shareOf(data)} />}
      {data?.status === 'failed' && (
        <Notice tone="danger" title={t`The import failed`}>
          <p className="text-sm">
            <Trans>None of the orders was saved. Import the file again.</Trans>
          </p>
        </Notice>
      )}
      {data?.status === 'invalid' && <ImportFaults faults={data.faults} />}
      <ButtonRow>
        {isUnderWay && data.status !== 'saving' && (
          <Button onPress={() => cancelling.mutate()} isPending={cancelling.isPending}>
            <Trans>Cancel import</Trans>
          </Button>
        )}
        {data?.status === 'done' && (
          <Link to="/orders" className={buttonStyle('primary')}>
            <Trans>Show orders</Trans>
          </Link>
        )}
        {data && !isUnderWay && (
          <Link to="/orders/import" className={buttonStyle('secondary')}>
            <Trans>Import another file</Trans>
          </Link>
        )}
      </ButtonRow>
    </Page>
  )
}

const ordersOf = (count: number) => plural(count, { one: '# order', other: '# orders' })

function progressOf(found: OrderImport | undefined): string {
  if (!found) return t`Loading the import…`
  const { status, orders, ordersSaved, faults } = found
  if (status === 'queued') return t`The import is queued.`
  if (status === 'running') return t`Checking the file: ${ordersOf(orders)} so far.`
  if (status === 'saving') return t`Saving: ${formatNumber(ordersSaved)} of ${ordersOf(orders)}.`
  if (status === 'done') {
    return plural(ordersSaved, { one: '# order imported as a draft.', other: '# orders imported as drafts.' })
  }
  if (status === 'cancelled') return t`The import was cancelled. None of its orders was saved.`
  if (status !== 'invalid') return ''
  const count = formatNumber(faults.length)
  return faults.length === mostImportFaults
    ? t`Nothing was imported. These are the first ${count} faults of the file.`
    : plural(faults.length, {
        one: 'Nothing was imported. The file has # fault.',
        other: 'Nothing was imported. The file has # faults.',
      })
}

/** The first half is to check the file, the second one to save its orders. */
function shareOf({ bytes, bytesChecked, orders, ordersSaved }: OrderImport): number {
  const saved = orders === 0 ? 0 : ordersSaved / orders
  return (bytesChecked / bytes + saved) / 2
}
