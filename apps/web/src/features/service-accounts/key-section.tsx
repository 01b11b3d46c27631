import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { CardBody } from '../../components/card.tsx'
import { CardList } from '../../components/card-list.tsx'

type KeySectionProps = {
  /** For screen readers, with the name of the account. */
  label: string
  title: string
  /** The rows of the keys. */
  keys: readonly ReactNode[]
  children: ReactNode
}

/** The keys of one kind in the card of an account. */
export function KeySection({ label, title, keys, children }: KeySectionProps) {
  return (
    <section aria-label={label} className="border-t border-line">
      <CardBody className="gap-1">
        <h3 className="font-semibold">{title}</h3>
        {keys.length === 0 && (
          <p className="text-sm text-ink-soft">
            <Trans>None yet.</Trans>
          </p>
        )}
      </CardBody>
      {keys.length > 0 && <CardList>{keys}</CardList>}
      <CardBody>{children}</CardBody>
    </section>
  )
}
