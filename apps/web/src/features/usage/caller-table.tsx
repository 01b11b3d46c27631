import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { mostUsageCallers } from '@palisade/contracts'
import { Button } from '../../components/button.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { linkStyle } from '../../components/link-style.ts'
import { focusPageHeading } from '../../components/page-heading.tsx'
import { ScrollArea } from '../../components/scroll-area.tsx'
import { ColumnHeading, cellStyle, numberStyle, RowHeading, Table } from '../../components/table.tsx'
import { formatNumber } from '../../lib/numbers.ts'
import type { Usage } from './usage-queries.ts'

type Caller = Usage['callers'][number]

type CallerTableProps = {
  callers: readonly Caller[]
  /** The key whose requests alone the page shows. */
  chosen: Caller | undefined
  onChoose: (caller: Caller | undefined) => void
}

/** Who sent the requests of the period: people together, and each key. */
export function CallerTable({ callers, chosen, onChoose }: CallerTableProps) {
  const choose = (caller: Caller | undefined) => {
    onChoose(caller)
    focusPageHeading()
  }
  return (
    <Card title={chosen ? t`Requests with ${nameOf(chosen)}` : t`People and keys`}>
      {chosen && (
        <CardBody>
          <Button className="self-start" onPress={() => choose(undefined)}>
            <Trans>Show all requests</Trans>
          </Button>
        </CardBody>
      )}
      <ScrollArea label={t`Requests by caller`}>
        <Table
          caption={t`Requests by caller`}
          head={
            <>
              <ColumnHeading>
                <Trans>Caller</Trans>
              </ColumnHeading>
              <ColumnHeading className={numberStyle}>
                <Trans>Requests</Trans>
              </ColumnHeading>
              <ColumnHeading className={numberStyle}>
                <Trans>Units</Trans>
              </ColumnHeading>
              <ColumnHeading className={numberStyle}>
                <Trans>Refused</Trans>
              </ColumnHeading>
            </>
          }
        >
          {callers.map(caller => (
            <CallerRow key={caller.id ?? 'people'} caller={caller} onChoose={chosen ? undefined : choose} />
          ))}
        </Table>
      </ScrollArea>
      {callers.length === mostUsageCallers && (
        <CardBody>
          <p className="text-sm text-ink-faint">
            <Trans>The busiest {mostUsageCallers} are shown.</Trans>
          </p>
        </CardBody>
      )}
    </Card>
  )
}

type CallerRowProps = { caller: Caller; onChoose: ((caller: Caller) => void) | undefined }

function CallerRow({ caller, onChoose }: CallerRowProps) {
  const { id, serviceAccount, requests, units, refused } = caller
  const name = nameOf(caller)
  return (
    <tr>
      <RowHeading className="wrap-anywhere">
        {id && onChoose ? (
          <button type="button" onClick={() => onChoose(caller)} className={`text-left ${linkStyle}`}>
            {name}
          </button>
        ) : (
          name
        )}
        {serviceAccount && <span className="block text-sm text-ink-faint">{serviceAccount.name}</span>}
      </RowHeading>
      <td className={`${cellStyle} ${numberStyle}`}>{formatNumber(requests)}</td>
      <td className={`${cellStyle} ${numberStyle}`}>{formatNumber(units)}</td>
      <td className={`${cellStyle} ${numberStyle}`}>
        {formatNumber(refused.unauthenticated + refused.forbidden + refused.limited)}
      </td>
    </tr>
  )
}

function nameOf({ kind, id, name }: Caller): string {
  if (kind === 'people') return t`People in their sessions`
  return name ?? t`Deleted key ${id?.slice(0, 8) ?? ''}`
}
