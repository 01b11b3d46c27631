import { endpoints } from '@palisade/contracts'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Form } from 'react-aria-components'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { constraintsOf } from '../../lib/constraints.ts'
import { Entrance } from './entrance.tsx'
import { readTexts } from './read-texts.ts'
import { useSession } from './session-context.ts'

const { tenant, name, email, password } = endpoints['auth.sign-up'].request.body.properties

export function SignUpPage() {
  const session = useSession()
  const { mutate, error, isPending, submittedAt } = useMutation({ mutationFn: session.signUp })
  return (
    <Entrance>
      <PageHeading title="Create a workspace">Create a workspace</PageHeading>
      {error && <ProblemNotice key={submittedAt} error={error} takesFocus />}
      <Form
        className="flex flex-col gap-4"
        onSubmit={event => {
          event.preventDefault()
          const { company, slug, ...owner } = readTexts(event.currentTarget, [
            'company',
            'slug',
            'name',
            'email',
            'password',
          ])
          mutate({ tenant: { name: company, slug }, ...owner })
        }}
      >
        <Field label="Company" name="company" autoComplete="organization" {...constraintsOf(tenant.properties.name)} />
        <Field
          label="Short name"
          name="slug"
          description="Small letters, digits and hyphens, such as acme"
          advice="Begin with a letter; then small letters, digits and hyphens"
          {...constraintsOf(tenant.properties.slug)}
        />
        <Field label="Your name" name="name" autoComplete="name" {...constraintsOf(name)} />
        <Field label="Email" name="email" type="email" autoComplete="username" {...constraintsOf(email)} />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          description={`At least ${constraintsOf(password).minLength} characters; a sentence is good`}
          {...constraintsOf(password)}
        />
        <Button type="submit" look="primary" isPending={isPending} className="mt-2">
          {isPending ? 'Creating…' : 'Create workspace'}
        </Button>
      </Form>
      <p className="text-sm text-ink-soft">
        You have one already?{' '}
        <Link to="/sign-in" className="font-semibold text-accent underline underline-offset-2">
          Sign in
        </Link>
      </p>
    </Entrance>
  )
}
