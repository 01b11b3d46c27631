import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { useTextDraft } from '../../lib/drafts-context.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { Entrance } from './entrance.tsx'
import { EntranceLink } from './entrance-link.tsx'
import { LinkOwner } from './link-owner.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { useSession, useSessionState } from './session-context.ts'
import { SignOutFirst } from './sign-out-first.tsx'
import { SlugField } from './slug-field.tsx'
import { UsernameField } from './username-field.tsx'

const { tenant, name } = endpoints['auth.complete-sign-up'].request.body.properties

export function CompleteSignUpPage() {
  return (
    <Entrance>
      <PageHeading title={t`Create your workspace`} />
      <LinkOwner purpose="sign-up">{link => <Completion {...link} />}</LinkOwner>
      <EntranceLink to="/sign-up">
        <Trans>Ask for a new link</Trans>
      </EntranceLink>
    </Entrance>
  )
}

type Link = { token: string; email: string }

function Completion(link: Link) {
  const state = useSessionState()
  if (state.status === 'signed-in' && state.user.email !== link.email) {
    return <SignOutFirst what={t`This link`} email={link.email} ownEmail={state.user.email} />
  }
  return <CompletionForm {...link} />
}

function CompletionForm({ token, email }: Link) {
  const session = useSession()
  const navigate = useNavigate()
  const draft = useTextDraft('sign-up')
  const completing = useMutation({
    mutationFn: session.completeSignUp,
    onSuccess: () => {
      draft.discard()
      return navigate({ to: '/orders' })
    },
    gcTime: 0,
  })
  return (
    <RequestForm
      request={completing}
      draft={draft}
      onSubmit={textOf =>
        completing.mutate({
          token,
          tenant: { name: textOf('/tenant/name'), slug: textOf('/tenant/slug') },
          name: textOf('/name'),
          password: textOf('/password'),
        })
      }
    >
      <UsernameField email={email} />
      <Field {...fieldOf('/tenant/name')} autoComplete="organization" {...constraintsOf(tenant.properties.name)} />
      <SlugField {...fieldOf('/tenant/slug')} />
      <Field {...fieldOf('/name')} label={t`Your name`} autoComplete="name" {...constraintsOf(name)} />
      <NewPasswordField pointer="/password" email={email} />
      <Button type="submit" look="primary" isPending={completing.isPending} className="mt-2">
        {completing.isPending ? t`Creating…` : t`Create workspace`}
      </Button>
    </RequestForm>
  )
}
