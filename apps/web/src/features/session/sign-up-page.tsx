import { endpoints, passwordLength } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Form } from 'react-aria-components'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { useFormDraft } from '../../lib/drafts-context.ts'
import { useFieldErrors } from '../../lib/field-errors.ts'
import { fieldOf } from '../../lib/field-labels.ts'
import { Entrance } from './entrance.tsx'
import { readTexts } from './read-texts.ts'
import { useSession } from './session-context.ts'

const { tenant, name, email, password } = endpoints['auth.sign-up'].request.body.properties

/** The fields that a draft keeps: never the password. */
const empty = { '/tenant/name': '', '/tenant/slug': '', '/name': '', '/email': '' }

type Kept = typeof empty

export function SignUpPage() {
  const session = useSession()
  const { restored, keep } = useFormDraft(undefined, 'sign-up', isKept)
  const [texts, setTexts] = useState<Kept>(restored ?? empty)
  const { mutate, error, isPending, submittedAt } = useMutation({ mutationFn: session.signUp })
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
      {error && <ProblemNotice key={submittedAt} error={error} takesFocus />}
      <Form
        className="flex flex-col gap-4"
        validationErrors={useFieldErrors(error)}
        onSubmit={event => {
          event.preventDefault()
          const { '/password': password } = readTexts(event.currentTarget, ['/password'])
          mutate({
            tenant: { name: texts['/tenant/name'], slug: texts['/tenant/slug'] },
            name: texts['/name'],
            email: texts['/email'],
            password,
          })
        }}
      >
        <Field {...textOf('/tenant/name')} autoComplete="organization" {...constraintsOf(tenant.properties.name)} />
        <Field
          {...textOf('/tenant/slug')}
          description="Small letters, digits and hyphens, such as acme"
          advice="Begin with a letter; then use small letters, digits and hyphens"
          {...constraintsOf(tenant.properties.slug)}
        />
        <Field {...textOf('/name')} autoComplete="name" {...constraintsOf(name)} />
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
        <Button type="submit" look="primary" isPending={isPending} className="mt-2">
          {isPending ? 'Creating…' : 'Create workspace'}
        </Button>
      </Form>
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
