import { endpoints, tenantOrigins } from '@palisade/contracts'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { Field } from '../../components/field.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { useAddOrigin } from './domain-requests.ts'

const { origin } = endpoints['tenant.add-origin'].request.body.properties

export function AddDomain() {
  const adding = useAddOrigin()
  const [text, setText] = useState('')
  return (
    <Card title="Add a domain">
      <div className="flex max-w-md flex-col gap-4 px-5 py-4 sm:px-6">
        <RequestForm
          request={adding}
          onSubmit={textOf => adding.mutate(textOf('/origin'), { onSuccess: () => setText('') })}
        >
          <Field
            {...fieldOf('/origin')}
            value={text}
            onChange={setText}
            inputMode="url"
            {...constraintsOf(origin)}
            description={`Scheme and host of your pages, such as https://shop.example.com. At most ${tenantOrigins.mostPerTenant} domains.`}
          />
          <Button type="submit" look="primary" isPending={adding.isPending} className="self-start">
            Add domain
          </Button>
        </RequestForm>
        <p role="status" className="text-sm wrap-anywhere">
          {adding.isSuccess && `${adding.data.origin} is added. Publish its DNS record, then verify it.`}
        </p>
      </div>
    </Card>
  )
}
