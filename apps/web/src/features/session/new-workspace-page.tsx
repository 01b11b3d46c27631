import { endpoints, type RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { useClient } from '../../lib/client-context.ts'
import { constraintsOf } from '../../lib/constraints.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { useSession } from './session-context.ts'
import { SlugField } from './slug-field.tsx'

const { name } = endpoints['auth.create-tenant'].request.body.properties

/** Creates another workspace of the signed-in user, and goes on in it. */
export function NewWorkspacePage() {
  const client = useClient()
  const { switchTenant } = useSession()
  const navigate = useNavigate()
  const creating = useMutation({
    mutationFn: async (body: RequestOf<'auth.create-tenant'>['body']) => {
      const { tenant } = await dataOf(client('auth.create-tenant', { body }))
      await switchTenant(tenant.id)
      await navigate({ to: '/orders' })
    },
  })
  return (
    <div className="mx-auto flex max-w-md flex-col gap-5">
      <PageHeading title="New workspace">New workspace</PageHeading>
      <p className="text-sm text-ink-soft">You become its owner. Your other workspaces stay as they are.</p>
      <RequestForm
        request={creating}
        onSubmit={textOf => creating.mutate({ name: textOf('/name'), slug: textOf('/slug') })}
      >
        <Field {...fieldOf('/name')} label="Company" autoComplete="organization" {...constraintsOf(name)} />
        <SlugField {...fieldOf('/slug')} />
        <Button type="submit" look="primary" isPending={creating.isPending} className="mt-2">
          {creating.isPending ? 'Creating…' : 'Create workspace'}
        </Button>
      </RequestForm>
    </div>
  )
}
