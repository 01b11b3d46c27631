import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { ButtonRow } from '../../components/button-row.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { StatusText } from '../../components/status-text.tsx'
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
      aside={<Badge tone={verified ? 'accent' : 'warn'}>{verified ? t`Verified` : t`Not verified`}</Badge>}
    >
      <CardBody>
        <Facts
          facts={[
            [t`Added`, t`${formatDay(createdAt)} by ${addedBy}`],
            [t`Last checked`, checkedAt ? formatMoment(checkedAt) : t`Not yet`],
          ]}
        />
        <DnsRecord record={origin.record} isVerified={verified} />
        <StatusText>{resultOf(props)}</StatusText>
        <ButtonRow>
          {!verified && (
            <Button look="primary" aria-label={t`Verify ${address}`} isPending={isPending} onPress={onVerify}>
              <Trans>Verify</Trans>
            </Button>
          )}
          <Button look="danger" aria-label={t`Remove ${address}`} onPress={onRemove}>
            <Trans>Remove</Trans>
          </Button>
        </ButtonRow>
      </CardBody>
    </Card>
  )
}

function resultOf({ origin: { verified }, isBeingChecked, wasChecked }: DomainCardProps): string {
  if (isBeingChecked) return t`Looking for the DNS record…`
  if (!wasChecked) return ''
  return verified
    ? t`The DNS record was found.`
    : t`The DNS record was not found. Check it, and allow a few hours for a new record to spread.`
}

function DnsRecord({ record: { type, name, value }, isVerified }: { record: Origin['record']; isVerified: boolean }) {
  return (
    <div className="flex flex-col gap-2">
      <p>{isVerified ? t`Keep this DNS record: it is checked again every day.` : t`Publish this DNS record:`}</p>
      <Facts
        facts={[
          [t`Type`, type],
          [t`Name`, <Copyable key="name" text={name} label={t`Copy the name of the record`} />],
          [t`Value`, <Copyable key="value" text={value} label={t`Copy the value of the record`} />],
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
