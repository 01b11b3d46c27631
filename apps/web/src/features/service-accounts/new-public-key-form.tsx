import { t } from '@lingui/core/macro'
import { endpoints } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { ButtonRow } from '../../components/button-row.tsx'
import { Field } from '../../components/field.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldErrorsOf } from '../../lib/field-errors.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { OpenedForm } from './opened-form.tsx'
import { readPublicKey } from './read-public-key.ts'
import { type AccountProps, partOf } from './service-account-action.ts'

const { name } = endpoints['client-keys.create'].request.body.properties

/** Takes a key as tools write it. A private key does not leave the page. */
export function NewPublicKeyForm({ account, request, act }: AccountProps) {
  const [fault, setFault] = useState<string>()
  const { id: accountId } = account
  const own = partOf(request, action => action.what === 'add-public-key' && action.accountId === accountId)
  const submit = async (textOf: (name: string) => string) => {
    const read = await readPublicKey(textOf('/jwk'))
    setFault(read.ok ? undefined : read.fault)
    const body = read.ok && { serviceAccountId: accountId, name: textOf('/name'), jwk: read.jwk }
    if (body) act({ what: 'add-public-key', accountId, body })
  }
  return (
    <OpenedForm openLabel={t`Add a public key`} openName={t`Add a public key to ${account.name}`}>
      {cancel => (
        <RequestForm
          request={fault === undefined ? own : { ...own, error: new UnreadableKey(fault) }}
          findFieldErrors={findFieldErrors}
          className="max-w-xl gap-4"
          onSubmit={textOf => void submit(textOf)}
        >
          <Field
            autoFocus
            {...fieldOf('/name')}
            {...constraintsOf(name)}
            description={t`Where the private key is, such as “Build server”`}
          />
          <Field
            {...fieldOf('/jwk')}
            isRequired
            rows={6}
            inputClassName="font-mono text-sm"
            description={t`A PEM block that begins with BEGIN PUBLIC KEY, or a JWK: Ed25519, P-256, or RSA of 2048 to 4096 bits`}
          />
          <ButtonRow>
            <Button type="submit" look="primary" isPending={own.isPending}>
              {own.isPending ? t`Adding…` : t`Add public key`}
            </Button>
            {cancel}
          </ButtonRow>
        </RequestForm>
      )}
    </OpenedForm>
  )
}

/** What the page itself finds wrong with a key. */
class UnreadableKey extends Error {}

/** The API names a member of the key; people see the whole. */
function findFieldErrors(error: unknown): Record<string, string> {
  if (error instanceof UnreadableKey) return { '/jwk': error.message }
  const entries = Object.entries(fieldErrorsOf(error))
  return Object.fromEntries(
    entries.map(([pointer, text]) =>
      pointer.startsWith('/jwk/') ? ['/jwk', t`This is not a public key of a supported kind`] : [pointer, text],
    ),
  )
}
