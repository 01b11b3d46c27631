import { endpoints } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { useFormDraft } from '../../lib/drafts-context.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { Entrance } from './entrance.tsx'
import { EntranceLink } from './entrance-link.tsx'
import { LinkNeeded } from './link-needed.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { useSession } from './session-context.ts'
import { SlugField } from './slug-field.tsx'
import { useLinkToken } from './use-link-token.ts'

const { tenant, name } = endpoints['auth.complete-sign-up'].request.body.properties

/** The fields that a draft keeps: never the password. */
const empty = { '/tenant/name': '', '/tenant/slug': '', '/name': '' }

type Kept = typeof empty

export function CompleteSignUpPage() {
  const token = useLinkToken()
  return (
    <Entrance>
      <PageHeading title="Create your workspace">Create your workspace</PageHeading>
      {token ? <CompletionForm token={token} /> : <LinkNeeded />}
      <EntranceLink to="/sign-up">Ask for a new link</EntranceLink>
    </Entrance>
  )
}

function CompletionForm({ token }: { token: string }) {
  const session = useSession()
  const navigate = useNavigate()
  const { restored, keep, discard } = useFormDraft(undefined, 'sign-up', isKept)
  const [texts, setTexts] = useState<Kept>(restored ?? empty)
  const completing = useMutation({
    mutationFn: session.completeSignUp,
    onSuccess: () => {
      discard()
      return navigate({ to: '/orders' })
    },
    gcTime: 0,
  })
  const textOf = (name: keyof Kept) => ({
    ...fieldOf(name),
    value: texts[name],
    onChange: (text: string) => {
      const changed = { ...texts, [name]: text }
      setTexts(changed)
      keep(changed)
    },
  })
  return (
    <RequestForm
      request={completing}
      onSubmit={textOf =>
        completing.mutate({
          token,
          tenant: { name: textOf('/tenant/name'), slug: textOf('/tenant/slug') },
          name: textOf('/name'),
          password: textOf('/password'),
        })
      }
    >
      <Field {...textOf('/tenant/name')} autoComplete="organization" {...constraintsOf(tenant.properties.name)} />
      <SlugField {...textOf('/tenant/slug')} />
      <Field {...textOf('/name')} label="Your name" autoComplete="name" {...constraintsOf(name)} />
      <NewPasswordField pointer="/password" />
      <Button type="submit" look="primary" isPending={completing.isPending} className="mt-2">
        {completing.isPending ? 'Creating…' : 'Create workspace'}
      </Button>
    </RequestForm>
  )
}

function isKept(value: unknown): value is Kept {
  return Object.keys(empty).every(name => typeof Reflect.get(Object(value), name) === 'string')
}
