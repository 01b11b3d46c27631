import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints, tenantMaxima } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { Field } from '../../components/field.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { StatusText } from '../../components/status-text.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { useTextDraft } from '../../lib/drafts-context.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { useSignedInUser } from '../../lib/signed-in-user.ts'
import { useAddOrigin } from './domain-requests.ts'

const { origin } = endpoints['tenant.add-origin'].request.body.properties
const name = '/origin'

export function AddDomain() {
  const { tier } = useSignedInUser().tenant
  const draft = useTextDraft('domain')
  const [text, setText] = useState(draft.restored?.[name] ?? '')
  const adding = useAddOrigin(() => {
    setText('')
    draft.discard()
  })
  return (
    <Card title={t`Add a domain`}>
      <CardBody>
        <RequestForm request={adding} draft={draft} onSubmit={textOf => adding.mutate(textOf(name))}>
          <Field
            {...fieldOf(name)}
            value={text}
            onChange={setText}
            inputMode="url"
            {...constraintsOf(origin)}
            description={t`Scheme and host of your pages, such as https://shop.example.com. Your plan allows ${tenantMaxima[tier].origins}.`}
          />
          <Button type="submit" look="primary" isPending={adding.isPending} className="self-start">
            <Trans>Add domain</Trans>
          </Button>
        </RequestForm>
        <StatusText>
          {adding.isSuccess && t`${adding.data.origin} is added. Publish its DNS record, then verify it.`}
        </StatusText>
      </CardBody>
    </Card>
  )
}
