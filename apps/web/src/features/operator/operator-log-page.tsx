import { t } from '@lingui/core/macro'
import { auditEvents } from '@palisade/contracts'
import { Card } from '../../components/card.tsx'
import { CardList } from '../../components/card-list.tsx'
import { LogRow } from '../../components/log-row.tsx'
import { Page } from '../../components/page.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { translate } from '../../lib/contract-texts.ts'
import { useOperatorLog } from './operator-queries.ts'

/** The trail of all operators, with the reasons that tenants do not see. */
export function OperatorLogPage() {
  const log = useOperatorLog()
  const { data, isFetching } = log
  const items = data?.pages.flatMap(page => page.items) ?? []
  return (
    <Page title={t`Operator log`}>
      <QueryState query={log} label={t`Loading the entries…`} rows={6} />
      {data && (
        <Card title={t`Entries`}>
          <CardList label={t`Entries`} isBusy={isFetching}>
            {items.map(({ seq, at, event, actor, object, reason }) => (
              <LogRow
                key={seq}
                seq={seq}
                at={at}
                actor={actor.id ? t`Operator ${actor.id.slice(-12)}` : t`The command line`}
                event={translate(auditEvents[event].summary)}
                details={reason ? `${object} · ${reason}` : object}
              />
            ))}
          </CardList>
          <ShowMore list={log} label={t`Show earlier entries`} />
        </Card>
      )}
    </Page>
  )
}
