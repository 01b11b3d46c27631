import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import type { StepUpProps } from '../../lib/step-up.ts'
import { CodeForm } from './code-form.tsx'
import { useSession } from './session-context.ts'

/** For a page whose request the API answered with `stronger-sign-in-required` (RFC 9470): verifies the second factor again. */
export function StepUpStep({ onVerified, onCancel }: StepUpProps) {
  const client = useClient()
  const { continueWith } = useSession()
  const verifying = useMutation({
    mutationFn: async (code: string) => continueWith(await dataOf(client('second-factor.step-up', { body: { code } }))),
  })
  return (
    <CodeForm
      request={verifying}
      // Given to `mutate`, the callback does not run when the user has left the page meanwhile.
      onCode={code => verifying.mutate(code, { onSuccess: onVerified })}
      submitLabel={t`Verify`}
      pendingLabel={t`Verifying…`}
    >
      <Button onPress={onCancel}>
        <Trans>Cancel</Trans>
      </Button>
    </CodeForm>
  )
}
