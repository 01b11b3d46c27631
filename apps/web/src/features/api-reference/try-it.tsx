import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Form } from 'react-aria-components'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { composeRequest, exampleOf, keyOf, type Values } from './compose-request.ts'
import type { Operation } from './reference.ts'
import { sendRequest, type Transport } from './send-request.ts'
import { TryItAnswer } from './try-it-answer.tsx'

type TryItProps = {
  operation: Operation
  values: Values
  onChange: (values: Values) => void
  apiOrigin: string
  transport: Transport
}

/** A header field takes visible ASCII characters only (RFC 9110 section 5.5): the browser refuses to send others. */
const headerPattern = '[\\x20-\\x7e]*'

/** Sends the operation as the signed-in user, with values that the user may change. It does not check them: the API does. */
export function TryIt({ operation, values, onChange, apiOrigin, transport }: TryItProps) {
  const sending = useMutation({
    mutationFn: () => sendRequest(composeRequest(operation, values), apiOrigin, transport),
  })
  const setParameter = (key: string, value: string) =>
    onChange({ ...values, parameters: { ...values.parameters, [key]: value } })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!sending.isPending) sending.mutate()
  }

  return (
    <Form onSubmit={submit} aria-label={t`Try ${operation.operationId}`} className="flex flex-col gap-4">
      {operation.method !== 'GET' && (
        <p className="text-sm text-ink-soft">
          <Trans>The request changes real data.</Trans>
        </p>
      )}
      {operation.parameters.map(parameter => (
        <Field
          key={keyOf(parameter)}
          label={parameter.name}
          isRequired={parameter.in === 'path'}
          {...(parameter.in === 'header' && { pattern: headerPattern, advice: t`Use ASCII characters only` })}
          description={exampleOf(parameter) && t`Example: ${exampleOf(parameter)}`}
          value={values.parameters[keyOf(parameter)] ?? ''}
          onChange={value => setParameter(keyOf(parameter), value)}
          inputClassName="font-mono text-sm"
        />
      ))}
      {operation.requestBody && (
        <Field
          label={t`Body`}
          rows={Math.min(16, values.body.split('\n').length + 1)}
          value={values.body}
          onChange={body => onChange({ ...values, body })}
          inputClassName="font-mono text-sm"
        />
      )}
      <Button type="submit" look="primary" className="self-start" isPending={sending.isPending}>
        <Trans>Send request</Trans>
      </Button>
      {sending.error && <ProblemNotice error={sending.error} takesFocus />}
      {sending.data && <TryItAnswer key={sending.submittedAt} answer={sending.data} />}
    </Form>
  )
}
