import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { formatDay, formatMoment } from '../../lib/dates.ts'
import type { Origin } from './domain-requests.ts'

type DomainCardProps = {
  origin: Origin
  addedBy: string
  /** Whether a lookup is under way that this page asked for. */
  isBeingChecked: boolean
  wasChecked: boolean
  /** Whether the request for a lookup is under way. */
  isPending: boolean
  onVerify: () => void
  onRemove: () => void
}

export function DomainCard(props: DomainCardProps) {
  const { origin, addedBy, isPending, onVerify, onRemove } = props
  const { origin: address, verified, createdAt, checkedAt } = origin
  return (
    <Card
      title={address}
      aside={<span className={verified ? 'text-accent' : 'text-warn'}>{verified ? 'Verified' : 'Not verified'}</span>}
    >
      <div className="flex flex-col gap-4 px-5 py-4 sm:px-6">
        <Facts
          facts={[
            ['Added', `${formatDay(createdAt)} by ${addedBy}`],
            ['Last checked', checkedAt ? formatMoment(checkedAt) : 'Not yet'],
          ]}
        />
        <DnsRecord record={origin.record} isVerified={verified} />
        <p role="status" className="text-sm">
          {resultOf(props)}
        </p>
        <div className="flex flex-wrap gap-3">
          {!verified && (
            <Button look="primary" aria-label={`Verify ${address}`} isPending={isPending} onPress={onVerify}>
              Verify
            </Button>
          )}
          <Button look="danger" aria-label={`Remove ${address}`} onPress={onRemove}>
            Remove
          </Button>
        </div>
      </div>
    </Card>
  )
}

function resultOf({ origin: { verified }, isBeingChecked, wasChecked }: DomainCardProps): string {
  if (isBeingChecked) return 'Looking for the DNS record…'
  if (!wasChecked) return ''
  return verified
    ? 'The DNS record was found.'
    : 'The DNS record was not found. Check it, and allow a few hours for a new record to spread.'
}

function DnsRecord({ record: { type, name, value }, isVerified }: { record: Origin['record']; isVerified: boolean }) {
  return (
    <div className="flex flex-col gap-2">
      <p>{isVerified ? 'Keep this DNS record: it is checked again from time to time.' : 'Publish this DNS record:'}</p>
      <Facts
        facts={[
          ['Type', type],
          ['Name', <Copyable key="name" text={name} label="Copy the name of the record" />],
          ['Value', <Copyable key="value" text={value} label="Copy the value of the record" />],
        ]}
      />
    </div>
  )
}

function Copyable({ text, label }: { text: string; label: string }) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-4 text-sm">
      <code className="min-w-0 font-mono wrap-anywhere">{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  )
}
