import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '../../components/button.tsx'
import { ButtonRow } from '../../components/button-row.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { Loading } from '../../components/loading.tsx'
import { Notice } from '../../components/notice.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { StatusText } from '../../components/status-text.tsx'
import { formatMoment } from '../../lib/dates.ts'
import { formatNumber, formatSize } from '../../lib/numbers.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import type { TenantExport, useDownloadExport, useStartExport, useTenantExport } from './export-requests.ts'

type ExportCardProps = {
  found: ReturnType<typeof useTenantExport>
  starting: ReturnType<typeof useStartExport>
  downloading: ReturnType<typeof useDownloadExport>
}

export function ExportCard({ found, starting, downloading }: ExportCardProps) {
  const { slug } = useSignedInUser().tenant
  const { data, error, refetch } = found
  const isUnderWay = data?.finishedAt === null
  return (
    <Card title={t`Export everything`}>
      <CardBody>
        <p className="text-ink-soft">
          <Trans>
            One file with your members, invitations, orders with their history, reports, keys without their secrets,
            domains and audit log, as one JSON object in a line. Passwords and sessions belong to people and are not in
            it.
          </Trans>
        </p>
        {error && <ProblemNotice error={error} onRetry={refetch} />}
        {data === undefined && !error && <Loading label={t`Loading the export…`} rows={2} />}
        {failureOf(data) && <Notice tone="danger" title={failureOf(data) ?? ''} />}
        <StatusText>{data && progressOf(data)}</StatusText>
        {data && isUnderWay && (
          <ProgressBar label={t`Progress of the export`} max={Math.max(1, data.recordsTotal)} value={data.records} />
        )}
        <ButtonRow>
          {data?.status === 'done' && (
            <Button
              look="primary"
              isPending={downloading.isPending}
              onPress={() => downloading.mutate(`${slug}-${data.createdAt.slice(0, 10)}.ndjson`)}
            >
              <Trans>Download</Trans>
            </Button>
          )}
          {!isUnderWay && (
            <Button isPending={starting.isPending} onPress={() => starting.mutate()}>
              {data ? t`Export again` : t`Export`}
            </Button>
          )}
        </ButtonRow>
      </CardBody>
    </Card>
  )
}

function progressOf({ status, records, recordsTotal, bytes, expiresAt }: TenantExport): string {
  if (status === 'queued') return t`The export is queued.`
  if (status === 'running') return t`${formatNumber(records)} of ${formatNumber(recordsTotal)} records are written.`
  if (status !== 'done' || expiresAt === null) return ''
  const size = plural(records, { one: '# record', other: '# records' })
  return t`${size}, ${formatSize(bytes)}. The file can be downloaded until ${formatMoment(expiresAt)}.`
}

function failureOf(found: TenantExport | null | undefined): string | undefined {
  if (found?.status === 'too-large')
    return t`Your data is too large for one file. Ask the operator of the platform for it.`
  return found?.status === 'failed' ? t`The export failed. Export again.` : undefined
}
