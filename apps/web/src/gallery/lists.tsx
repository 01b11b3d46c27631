import { useState } from 'react'
import { ApiKeyFacts } from '../components/api-key-facts.tsx'
import { Badge } from '../components/badge.tsx'
import { Button } from '../components/button.tsx'
import { Card, CardBody } from '../components/card.tsx'
import { CardList, CardRow } from '../components/card-list.tsx'
import { HiddenWhile } from '../components/hidden-while.tsx'
import { LogRow } from '../components/log-row.tsx'
import { ProgressBar } from '../components/progress-bar.tsx'
import { ScrollArea } from '../components/scroll-area.tsx'
import { ShowMore } from '../components/show-more.tsx'
import { ColumnHeading, cellStyle, numberStyle, RowHeading, Table } from '../components/table.tsx'
import { Example } from './example.tsx'
import { apiKey } from './gallery-samples.ts'

const tones = ['neutral', 'info', 'plum', 'warn', 'accent', 'danger'] as const
const more = { hasNextPage: true, isFetchingNextPage: false, fetchNextPage: () => undefined }

export function Lists() {
  return (
    <>
      <Example name="Badge: the six tones">
        <div className="flex flex-wrap gap-3">
          {tones.map(tone => (
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>
          ))}
        </div>
      </Example>
      <Example name="CardList with a CardRow of ApiKeyFacts, and ShowMore">
        <Card title="Keys in use">
          <CardList label="Keys">
            <CardRow aside={<Badge tone="accent">In use</Badge>}>
              <ApiKeyFacts apiKey={apiKey} more=" · used by CI" />
            </CardRow>
            <CardRow aside={<Button look="danger">Revoke</Button>}>
              <ApiKeyFacts apiKey={{ ...apiKey, name: 'A name without a space: '.concat('x'.repeat(80)) }} />
            </CardRow>
          </CardList>
          <ShowMore list={more} label="Show more keys" />
        </Card>
      </Example>
      <Example name="LogRow">
        <Card title="Entries">
          <CardList>
            <LogRow actor="CI" event="created an order" at={apiKey.createdAt} seq={1042} details="ORD-1042" />
          </CardList>
        </Card>
      </Example>
      <Example name="Table in a ScrollArea">
        <Card title="Requests">
          <ScrollArea label="Requests by caller">
            <Requests />
          </ScrollArea>
        </Card>
      </Example>
      <Example name="ProgressBar">
        <ProgressBar label="Progress of the export" value={2} max={3} />
      </Example>
      <Steps />
    </>
  )
}

function Requests() {
  const head = (
    <>
      <ColumnHeading>Caller</ColumnHeading>
      <ColumnHeading className={numberStyle}>Requests</ColumnHeading>
      <ColumnHeading className={numberStyle}>Refused</ColumnHeading>
    </>
  )
  return (
    <Table caption="Requests by caller" head={head}>
      {['People', 'CI'].map(caller => (
        <tr key={caller}>
          <RowHeading>{caller}</RowHeading>
          <td className={`${cellStyle} ${numberStyle}`}>1,024</td>
          <td className={`${cellStyle} ${numberStyle}`}>12</td>
        </tr>
      ))}
    </Table>
  )
}

function Steps() {
  const [isHidden, setHidden] = useState(false)
  return (
    <Example name="HiddenWhile: what was there comes back as it was">
      <Button className="self-start" onPress={() => setHidden(!isHidden)}>
        {isHidden ? 'Continue' : 'Ask for a code'}
      </Button>
      <HiddenWhile isHidden={isHidden}>
        <Card title="Members">
          <CardBody>
            <p>The form and the members stand here.</p>
          </CardBody>
        </Card>
      </HiddenWhile>
    </Example>
  )
}
