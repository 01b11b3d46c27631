import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { CardRow } from '../../components/card-list.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Facts } from '../../components/facts.tsx'
import { apiOrigin } from '../../lib/api-origin.ts'
import { formatMoment } from '../../lib/dates.ts'
import { KeySection } from './key-section.tsx'
import { NewPublicKeyForm } from './new-public-key-form.tsx'
import type { AccountProps } from './service-account-action.ts'
import type { ClientKey } from './service-account-queries.ts'

const tokenEndpoint = (apiOrigin || window.location.origin) + endpoints['oauth.token'].path

/** The public keys of an account, and what its program needs to request access tokens with the private one. */
export function AccountPublicKeys({ audience, ...props }: AccountProps & { audience: string }) {
  const { account, act, done } = props
  const [asked, setAsked] = useState<ClientKey>()
  return (
    <KeySection
      label={t`Public keys of ${account.name}`}
      title={t`Public keys`}
      keys={account.clientKeys.map(key => <PublicKeyRow key={key.id} clientKey={key} onRevoke={() => setAsked(key)} />)}
    >
      {account.clientKeys.length > 0 && (
        <Facts
          facts={[
            [
              t`Token endpoint`,
              <code key="endpoint" className="font-mono text-sm">
                {tokenEndpoint}
              </code>,
            ],
            [
              t`Client id`,
              <code key="client" className="font-mono text-sm">
                {account.id}
              </code>,
            ],
            [
              t`Audience (aud)`,
              <code key="audience" className="font-mono text-sm">
                {audience}
              </code>,
            ],
          ]}
        />
      )}
      <NewPublicKeyForm key={done} {...props} />
      <ConfirmDialog
        isOpen={asked !== undefined}
        title={t`Revoke the public key ${asked?.name ?? ''}?`}
        confirmLabel={t`Revoke public key`}
        onConfirm={() => asked && act({ what: 'revoke-public-key', clientKeyId: asked.id })}
        onClose={() => setAsked(undefined)}
      >
        <Trans>Access tokens that were issued for it stop working at once.</Trans>
      </ConfirmDialog>
    </KeySection>
  )
}

function PublicKeyRow({ clientKey, onRevoke }: { clientKey: ClientKey; onRevoke: () => void }) {
  const { name, alg, kid, lastUsedAt } = clientKey
  return (
    <CardRow
      aside={
        <Button look="danger" aria-label={t`Revoke the public key ${name}`} onPress={onRevoke}>
          <Trans>Revoke</Trans>
        </Button>
      }
    >
      <p className="font-semibold wrap-anywhere">{name}</p>
      <p className="text-sm wrap-anywhere text-ink-soft">
        <Trans>
          {alg} · kid <code className="font-mono">{kid}</code>
        </Trans>
      </p>
      <p className="text-sm text-ink-faint">{lastUsedAt ? t`Last used ${formatMoment(lastUsedAt)}` : t`Never used`}</p>
    </CardRow>
  )
}
