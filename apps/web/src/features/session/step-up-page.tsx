import { t } from '@lingui/core/macro'
import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Page } from '../../components/page.tsx'
import { focusPageHeading } from '../../components/page-heading.tsx'
import { isProblem } from '../../lib/problem-error.ts'
import { StepUpStep } from './step-up-step.tsx'

type StepUpPageProps<Body> = {
  title: string
  request: UseMutationResult<unknown, unknown, Body>
  /** Shown instead of the form once the request has succeeded. */
  renderDone: (sent: Body) => ReactNode
  /** The form that sends the request. */
  children: ReactNode
}

/** A page with one form. Where the API demands a recent second factor, it asks for a code and sends the request again. */
export function StepUpPage<Body>({ title, request, renderDone, children }: StepUpPageProps<Body>) {
  const { mutate, error, isSuccess, variables, reset } = request
  const cancel = () => {
    reset()
    focusPageHeading()
  }
  const refused = isProblem(error, 'stronger-sign-in-required') ? variables : undefined
  const shown = refused ? t`Verify your second factor again` : title
  return (
    <Page title={shown} width="form">
      {refused && <StepUpStep onVerified={() => mutate(refused)} onCancel={cancel} />}
      {isSuccess && renderDone(variables)}
      {!refused && !isSuccess && children}
    </Page>
  )
}
