import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints, type RequestOf } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { Page } from '../../components/page.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { useClient } from '../../lib/client-context.ts'
import { constraintsOf } from '../../lib/constraints.ts'
import { useTextDraft } from '../../lib/drafts-context.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { useSession } from './session-context.ts'
import { SlugField } from './slug-field.tsx'

const { name } = endpoints['auth.create-tenant'].request.body.properties

/** Creates another workspace of the signed-in user, and continues in it. */
export function NewWorkspacePage() {
  const client = useClient()
  const { switchTenant } = useSession()
  const navigate = useNavigate()
  const draft = useTextDraft('new-workspace')
  const creating = useMutation({
    mutationFn: async (body: RequestOf<'auth.create-tenant'>['body']) => {
      const { tenant } = await dataOf(client('auth.create-tenant', { body }))
      draft.discard()
      await switchTenant(tenant.id)
      await navigate({ to: '/orders' })
    },
  })
  return (
    <Page
      title={t`New workspace`}
      width="form"
      intro={<Trans>You become its owner. Your other workspaces stay as they are.</Trans>}
    >
      <RequestForm
        request={creating}
        draft={draft}
        onSubmit={textOf => creating.mutate({ name: textOf('/name'), slug: textOf('/slug') })}
      >
        <Field {...fieldOf('/name')} label={t`Company`} autoComplete="organization" {...constraintsOf(name)} />
        <SlugField {...fieldOf('/slug')} />
        <Button type="submit" look="primary" isPending={creating.isPending} className="mt-2">
          {creating.isPending ? t`Creating…` : t`Create workspace`}
        </Button>
      </RequestForm>
    </Page>
  )
}
