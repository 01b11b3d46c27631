import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { Notice } from '../../components/notice.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { useClient } from '../../lib/client-context.ts'
import { translate } from '../../lib/contract-texts.ts'
import { formatNumber } from '../../lib/numbers.ts'
import { chainHead } from './audit-queries.ts'
import { type Exported, exportChain, saveExport } from './export-chain.ts'

/** The state of the chain, and its export, which checks it. */
export function ChainCard() {
  const client = useClient()
  const head = useQuery(chainHead(client))
  const exporting = useMutation({ mutationFn: () => exportChain(client), onSuccess: saveExport })
  const { data } = head
  return (
    <Card title={t`Chain`}>
      <CardBody>
        <p className="text-sm text-ink-soft">
          <Trans>
            Each entry contains the hash of the one before. Keep the last hash elsewhere: with it you notice when an
            earlier entry has changed or disappeared. The export checks every hash in your browser.
          </Trans>
        </p>
        <QueryState query={head} label={t`Loading the chain…`} rows={2} />
        {data && <Facts facts={[[t`Entries`, formatNumber(data.seq)], ...(data.hash ? [hashOf(data.hash)] : [])]} />}
        {exporting.error && <ProblemNotice key={exporting.submittedAt} error={exporting.error} takesFocus />}
        {exporting.data && <Outcome key={exporting.submittedAt} exported={exporting.data} />}
        <Button className="self-start" isPending={exporting.isPending} onPress={() => exporting.mutate()}>
          {exporting.isPending ? t`Exporting…` : t`Export and check`}
        </Button>
      </CardBody>
    </Card>
  )
}

function hashOf(hash: string) {
  return [
    t`Last hash`,
    <span key={hash}>
      <code className="font-mono text-xs break-all">{hash}</code>{' '}
      <span className="text-sm">
        <CopyButton text={hash} label={t`Copy last hash`} />
      </span>
    </span>,
  ] as const
}

function Outcome({ exported: { entries, fault } }: { exported: Exported }) {
  if (!fault)
    return <Notice tone="info" title={t`${formatNumber(entries)} entries exported. The chain is intact.`} takesFocus />
  return (
    <Notice tone="danger" title={t`The chain is broken`} takesFocus>
      <p className="text-sm">
        <Trans>
          Entry {formatNumber(fault.seq)}: {translate(fault.fault)}.
        </Trans>
      </p>
    </Notice>
  )
}
