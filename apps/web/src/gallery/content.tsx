import { Card, CardBody } from '../components/card.tsx'
import { ChartCard } from '../components/chart/chart-card.tsx'
import { EmptyState } from '../components/empty-state.tsx'
import { Facts } from '../components/facts.tsx'
import { Loading } from '../components/loading.tsx'
import { Logo } from '../components/logo.tsx'
import { PageHeading } from '../components/page-heading.tsx'
import { QrCode } from '../components/qr-code.tsx'
import { QueryState } from '../components/query-state.tsx'
import { NetworkFailure } from '../lib/network.ts'
import { Example } from './example.tsx'
import { bars, series } from './gallery-samples.ts'

const failed = { data: undefined, error: new NetworkFailure(), refetch: () => undefined }

export function Content() {
  return (
    <>
      <Example name="Card with a CardBody of Facts">
        <Card title="Customer" aside={<span className="text-sm text-ink-faint">since 2026</span>}>
          <CardBody>
            <Facts
              facts={[
                ['Name', 'Example Ltd'],
                ['Email', 'buyer@example.org'],
                ['A long value', 'x'.repeat(120)],
              ]}
            />
          </CardBody>
        </Card>
      </Example>
      <Example name="Loading, until the content is here">
        <Card title="Orders">
          <Loading label="Loading orders…" />
        </Card>
      </Example>
      <Example name="QueryState, of a query that failed">
        <QueryState query={failed} label="Loading orders…" />
      </Example>
      <Example name="EmptyState">
        <Card title="Invitations">
          <EmptyState title="Nobody is invited">Invitations that are open are shown here.</EmptyState>
        </Card>
      </Example>
      <Example name="ChartCard, with the chart in words and as a table">
        <ChartCard title="Orders by day" unit="Day" bars={bars} series={series} format={String} formatShort={String} />
      </Example>
      <Example name="Logo, of the platform while a tenant has none">
        <Logo className="size-10 text-accent" />
      </Example>
      <Example name="QrCode">
        <QrCode text="otpauth://totp/Palisade?secret=EXAMPLE" label="QR code of the example" />
      </Example>
      <Example name="PageHeading, where it says more than the title of the window">
        <PageHeading title="Components">The heading of a page</PageHeading>
      </Example>
    </>
  )
}
