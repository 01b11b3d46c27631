import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { ButtonRow } from '../../components/button-row.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { formatDay } from '../../lib/dates.ts'
import { AccountKeys } from './account-keys.tsx'
import { AccountPublicKeys } from './account-public-keys.tsx'
import type { AccountProps } from './service-account-action.ts'

export function AccountCard({ audience, ...props }: AccountProps & { audience: string }) {
  const { account, act } = props
  const { id, name, scopes, disabled, createdAt } = account
  const [isAsked, setAsked] = useState(false)
  return (
    <Card
      title={name}
      aside={
        disabled && (
          <Badge tone="danger">
            <Trans>Disabled</Trans>
          </Badge>
        )
      }
    >
      <CardBody className="gap-3">
        <div className="flex flex-col gap-0.5">
          <p className="text-sm text-ink-soft">{scopes.join(', ')}</p>
          <p className="text-sm text-ink-faint">
            <Trans>Created {formatDay(createdAt)}</Trans>
          </p>
        </div>
        <ButtonRow>
          <Button
            aria-label={disabled ? t`Enable ${name}` : t`Disable ${name}`}
            onPress={() => act({ what: 'change', accountId: id, body: { disabled: !disabled } })}
          >
            {disabled ? t`Enable` : t`Disable`}
          </Button>
          <Button look="danger" aria-label={t`Delete ${name}`} onPress={() => setAsked(true)}>
            <Trans>Delete</Trans>
          </Button>
        </ButtonRow>
      </CardBody>
      <AccountKeys {...props} />
      <AccountPublicKeys {...props} audience={audience} />
      <ConfirmDialog
        isOpen={isAsked}
        title={t`Delete ${name}?`}
        confirmLabel={t`Delete service account`}
        onConfirm={() => act({ what: 'remove', accountId: id })}
        onClose={() => setAsked(false)}
      >
        <Trans>All its keys stop working at once. This cannot be undone. The history of orders keeps its name.</Trans>
      </ConfirmDialog>
    </Card>
  )
}
