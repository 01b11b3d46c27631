import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints, tenantDeletion } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Field } from '../../components/field.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { formatMoment } from '../../lib/dates.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import type { DeletionRequest } from './deletion-requests.ts'

const { slug: slugSchema } = endpoints['tenant.request-deletion'].request.body.properties
const days = (ms: number) => ms / 86_400_000

export function DeletionCard({ request }: { request: DeletionRequest }) {
  const { eraseAfter } = useSignedInUser().tenant
  return (
    <Card title={t`Delete the workspace`}>
      <CardBody>
        {eraseAfter ? <Waiting request={request} eraseAfter={eraseAfter} /> : <DeletionForm request={request} />}
      </CardBody>
    </Card>
  )
}

function Waiting({ request, eraseAfter }: { request: DeletionRequest; eraseAfter: string }) {
  return (
    <>
      <p>
        <Trans>
          The workspace is closed. All of its data is erased after {formatMoment(eraseAfter)}. Until then any owner can
          keep it, and it opens again as it was.
        </Trans>
      </p>
      <Button
        look="primary"
        className="self-start"
        isPending={request.isPending}
        onPress={() => request.mutate({ what: 'keep' })}
      >
        <Trans>Keep the workspace</Trans>
      </Button>
    </>
  )
}

function DeletionForm({ request }: { request: DeletionRequest }) {
  const { name, slug } = useSignedInUser().tenant
  const [typed, setTyped] = useState<string>()
  return (
    <>
      <p className="text-ink-soft">
        <Trans>
          The workspace closes at once, and all owners get a mail. After {days(tenantDeletion.waitMs)} days all of its
          data is erased, with the accounts of people who belong to no other workspace. Until then an owner can keep it.
          The short name stays taken for {days(tenantDeletion.slugReservedMs)} days more. Export your data first.
        </Trans>
      </p>
      <RequestForm request={request} onSubmit={textOf => setTyped(textOf('/slug'))}>
        <Field
          {...fieldOf('/slug')}
          {...constraintsOf(slugSchema)}
          autoComplete="off"
          description={t`Type ${slug} to confirm.`}
          advice={t`Type ${slug}`}
        />
        <Button type="submit" look="danger" isPending={request.isPending} className="self-start">
          <Trans>Delete the workspace</Trans>
        </Button>
      </RequestForm>
      <ConfirmDialog
        isOpen={typed !== undefined}
        title={t`Delete ${name}?`}
        confirmLabel={t`Close and delete`}
        onConfirm={() => typed !== undefined && request.mutate({ what: 'delete', slug: typed })}
        onClose={() => setTyped(undefined)}
      >
        <Trans>
          Everybody loses access at once. After {days(tenantDeletion.waitMs)} days nobody can bring the data back.
        </Trans>
      </ConfirmDialog>
    </>
  )
}
