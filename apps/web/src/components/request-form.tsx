import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Form } from 'react-aria-components'
import type { FieldTexts, FormDraft } from '../lib/drafts-context.ts'
import { fieldErrorsOf } from '../lib/field-errors.ts'
import { isPassing, ProblemError } from '../lib/problem-error.ts'
import { ProblemNotice } from './problem-notice.tsx'
import { RestoredTexts } from './restored-texts.ts'

/** What a mutation tells of its request. */
export type SentRequest = { error: unknown; isPending: boolean; submittedAt: number }

type RequestFormProps = {
  request: SentRequest
  onSubmit: (textOf: (name: string) => string) => void
  /** What is wrong with which field, where the page knows it better than the answer says. */
  findFieldErrors?: (error: unknown) => Record<string, string>
  /** What the user can do about an error that typing does not solve. */
  help?: ReactNode
  /** Keeps what is typed, but no password and no code, until the page discards it. */
  draft?: FormDraft<FieldTexts>
  className?: string
  /** Fields named by the JSON Pointer of what they fill, so that the errors of the server find them. */
  children: ReactNode
}

/**
 * A form that sends one request. An error is shown once: at its fields, the first of which gets the focus, or else in a
 * notice above. The notice goes when the user changes what was refused, or when a field shows an error of its own.
 */
export function RequestForm(props: RequestFormProps) {
  const {
    request,
    onSubmit,
    findFieldErrors = fieldErrorsOf,
    help,
    draft,
    className = 'max-w-md gap-4',
    children,
  } = props
  const { error, isPending, submittedAt } = request
  const form = useRef<HTMLFormElement>(null)
  // React Aria takes a new object for a new refusal, and a field that the user has corrected would become invalid again.
  const fieldErrors = useMemo(() => findFieldErrors(error), [error, findFieldErrors])
  const [shown, setShown] = useState<unknown>()
  useLayoutEffect(() => {
    const fields = fieldsWith(fieldErrors, form.current)
    const isAtFields = fields.length > 0 && isCovered(error, fields)
    setShown(isAtFields ? undefined : error)
    if (isAtFields) fields[0]?.focus()
  }, [error, fieldErrors])
  return (
    <>
      {shown ? (
        <ProblemNotice key={submittedAt} error={shown} takesFocus>
          {help}
        </ProblemNotice>
      ) : null}
      <Form
        ref={form}
        validationErrors={fieldErrors}
        onInvalid={() => !help && setShown(undefined)}
        onSubmit={event => {
          event.preventDefault()
          const texts = new FormData(event.currentTarget)
          if (!isPending) onSubmit(name => String(texts.get(name) ?? ''))
        }}
      >
        <div
          className={`flex flex-col ${className}`}
          onInput={() => {
            draft?.keep(textsIn(form.current))
            if (!help && !isPassing(shown)) setShown(undefined)
          }}
        >
          <RestoredTexts value={draft?.restored}>{children}</RestoredTexts>
        </div>
      </Form>
    </>
  )
}

function inputsOf(form: HTMLFormElement | null): HTMLInputElement[] {
  const inputs = [...(form?.elements ?? [])] as HTMLInputElement[]
  return inputs.filter(({ name }) => name !== '')
}

function fieldsWith(errors: Record<string, string>, form: HTMLFormElement | null): HTMLInputElement[] {
  return inputsOf(form).filter(({ name }) => Object.hasOwn(errors, name))
}

const textTypes: ReadonlySet<string> = new Set(['text', 'email', 'url', 'search', 'date', 'textarea'])

function textsIn(form: HTMLFormElement | null): FieldTexts {
  const inputs = inputsOf(form).filter(input => textTypes.has(input.type) && input.autocomplete !== 'one-time-code')
  return Object.fromEntries(inputs.map(({ name, value }) => [name, value]))
}

/** Whether these fields show all that the server says is wrong. */
function isCovered(error: unknown, fields: readonly HTMLInputElement[]): boolean {
  const errors = error instanceof ProblemError ? (error.problem.errors ?? []) : []
  return errors.every(one => one.in === 'body' && fields.some(({ name }) => name === one.pointer))
}
