import { endpoints, passwordLength } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { useFormDraft } from '../../lib/drafts-context.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { Entrance } from './entrance.tsx'
import { useSession } from './session-context.ts'

const { tenant, name, email, password } = endpoints['auth.sign-up'].request.body.properties

/** The fields that a draft keeps: never the password. */
const empty = { '/tenant/name': '', '/tenant/slug': '', '/name': '', '/email': '' }

type Kept = typeof empty

export function SignUpPage() {
  const session = useSession()
  const { restored, keep } = useFormDraft(undefined, 'sign-up', isKept)
  const [texts, setTexts] = useState<Kept>(restored ?? empty)
  const signingUp = useMutation({ mutationFn: session.signUp })
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
    <Entrance>
      <PageHeading title="Create a workspace">Create a workspace</PageHeading>
      <RequestForm
        request={signingUp}
        onSubmit={textOf =>
          signingUp.mutate({
            tenant: { name: textOf('/tenant/name'), slug: textOf('/tenant/slug') },
            name: textOf('/name'),
            email: textOf('/email'),
            password: textOf('/password'),
          })
        }
      >
        <Field {...textOf('/tenant/name')} autoComplete="organization" {...constraintsOf(tenant.properties.name)} />
        <Field
          {...textOf('/tenant/slug')}
          description="Small letters, digits and hyphens, such as acme"
          advice="Begin with a letter; then use small letters, digits and hyphens"
          {...constraintsOf(tenant.properties.slug)}
        />
        <Field {...textOf('/name')} label="Your name" autoComplete="name" {...constraintsOf(name)} />
        <Field
          {...textOf('/email')}
          type="email"
          autoComplete="username"
          advice="Enter an address such as owner@acme.test"
          {...constraintsOf(email)}
        />
        <Field
          {...fieldOf('/password')}
          type="password"
          autoComplete="new-password"
          description={`At least ${passwordLength.minimum} characters; a sentence is good`}
          {...constraintsOf(password)}
        />
        <Button type="submit" look="primary" isPending={signingUp.isPending} className="mt-2">
          {signingUp.isPending ? 'Creating…' : 'Create workspace'}
        </Button>
      </RequestForm>
      <p className="text-sm text-ink-soft">
        Already have a workspace?{' '}
        <Link to="/sign-in" className="font-semibold text-accent underline underline-offset-2">
          Sign in
        </Link>
      </p>
    </Entrance>
  )
}

function isKept(value: unknown): value is Kept {
  return Object.keys(empty).every(name => typeof Reflect.get(Object(value), name) === 'string')
}
