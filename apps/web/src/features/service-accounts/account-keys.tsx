import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { ApiKeyFacts } from '../../components/api-key-facts.tsx'
import { Button } from '../../components/button.tsx'
import { ButtonRow } from '../../components/button-row.tsx'
import { CardRow } from '../../components/card-list.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { RevokeKeyDialog } from '../../components/revoke-key-dialog.tsx'
import { SelectField } from '../../components/select-field.tsx'
import { keyLifetimes } from '../../lib/program-scopes.ts'
import { KeySection } from './key-section.tsx'
import { NewKeyForm } from './new-key-form.tsx'
import type { AccountProps } from './service-account-action.ts'
import type { ApiKey } from './service-account-queries.ts'

const overlaps = ['168', '24', '1', '0'] as const

type Overlap = (typeof overlaps)[number]

const overlapNames = (): Readonly<Record<Overlap, string>> => ({
  168: t`7 days`,
  24: t`24 hours`,
  1: t`1 hour`,
  0: t`None`,
})

type Asked = { what: 'roll' | 'revoke'; key: ApiKey }

/** The API keys of an account: with one that is rolled, the old key and its successor work side by side for a while. */
export function AccountKeys(props: AccountProps) {
  const { account, act, done } = props
  const [asked, setAsked] = useState<Asked>()
  const [overlap, setOverlap] = useState<Overlap>('24')
  const askedName = asked?.key.name ?? t`the key`
  const close = () => setAsked(undefined)
  const roll = ({ id: keyId }: ApiKey) =>
    act({ what: 'roll-key', keyId, body: { expiresInDays: keyLifetimes['90 days'], overlapHours: Number(overlap) } })
  return (
    <KeySection
      label={t`API keys of ${account.name}`}
      title={t`API keys`}
      keys={account.apiKeys.map(key => <KeyRow key={key.id} apiKey={key} onAsk={what => setAsked({ what, key })} />)}
    >
      <NewKeyForm key={done} {...props} />
      <ConfirmDialog
        isOpen={asked?.what === 'roll'}
        title={t`Roll ${askedName}?`}
        confirmLabel={t`Roll key`}
        cancelLabel={t`Cancel`}
        onConfirm={() => asked && roll(asked.key)}
        onClose={close}
      >
        <p>
          <Trans>
            A new key with the same permissions is created for 90 days. Give it to your program while the old one still
            works.
          </Trans>
        </p>
        <SelectField
          label={t`The old key works for another`}
          options={overlaps}
          nameOf={hours => overlapNames()[hours]}
          value={overlap}
          onChange={setOverlap}
        />
      </ConfirmDialog>
      <RevokeKeyDialog
        isOpen={asked?.what === 'revoke'}
        name={asked?.key.name}
        onConfirm={() => asked && act({ what: 'revoke-key', keyId: asked.key.id })}
        onClose={close}
      />
    </KeySection>
  )
}

function KeyRow({ apiKey, onAsk }: { apiKey: ApiKey; onAsk: (what: Asked['what']) => void }) {
  const { name, hint, rollDue } = apiKey
  return (
    <CardRow
      aside={
        <ButtonRow>
          <Button aria-label={t`Roll ${name} ${hint}`} onPress={() => onAsk('roll')}>
            <Trans>Roll</Trans>
          </Button>
          <Button look="danger" aria-label={t`Revoke ${name} ${hint}`} onPress={() => onAsk('revoke')}>
            <Trans>Revoke</Trans>
          </Button>
        </ButtonRow>
      }
    >
      <ApiKeyFacts apiKey={apiKey}>
        {rollDue && (
          <span className="text-sm font-semibold text-danger">
            <Trans>Roll this key: the person who created it has left or no longer manages keys.</Trans>
          </span>
        )}
      </ApiKeyFacts>
    </CardRow>
  )
}
