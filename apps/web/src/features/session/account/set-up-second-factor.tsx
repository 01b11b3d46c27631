import { endpoints, type ResponseOf } from '@palisade/contracts'
import { Button } from '../../../components/button.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Field } from '../../../components/field.tsx'
import { QrCode } from '../../../components/qr-code.tsx'
import { RequestForm } from '../../../components/request-form.tsx'
import { constraintsOf } from '../../../lib/constraints.ts'
import { fieldOf } from '../../../lib/field-labels.ts'
import { passwordErrorsOf } from '../password-errors.ts'
import { useConfirm, useEnrol } from '../second-factor-requests.ts'

const { password } = endpoints['second-factor.enrol'].request.body.properties
const { code } = endpoints['second-factor.confirm'].request.body.properties

type SetUpProps = { onDone: (recoveryCodes: readonly string[]) => void; onCancel: () => void }

/** The password first, then the secret for the authenticator app, and the first code that it shows. */
export function SetUpSecondFactor({ onDone, onCancel }: SetUpProps) {
  const enrolling = useEnrol()
  const { data: enrolled, mutate, isPending } = enrolling
  if (enrolled) return <ConfirmStep enrolled={enrolled} onDone={onDone} onCancel={onCancel} />
  return (
    <div className="flex max-w-md flex-col gap-4">
      <p>Enter your password to begin.</p>
      <RequestForm
        request={enrolling}
        findFieldErrors={passwordErrorsOf}
        onSubmit={textOf => mutate(textOf('/password'))}
      >
        <Field
          {...fieldOf('/password')}
          type="password"
          autoComplete="current-password"
          autoFocus
          {...constraintsOf(password)}
        />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" look="primary" isPending={isPending}>
            Continue
          </Button>
          <Button onPress={onCancel}>Cancel</Button>
        </div>
      </RequestForm>
    </div>
  )
}

type Enrolled = ResponseOf<'second-factor.enrol'>

function ConfirmStep({ enrolled: { secret, uri }, onDone, onCancel }: SetUpProps & { enrolled: Enrolled }) {
  const confirming = useConfirm()
  return (
    <div className="flex max-w-md flex-col gap-4">
      <p>Scan this code with your authenticator app.</p>
      <QrCode text={uri} label="QR code for the authenticator app" />
      <div>
        <p>If you cannot scan it, type this secret into the app:</p>
        <p className="flex flex-wrap items-baseline gap-x-4">
          <code className="font-mono wrap-anywhere">{secret.match(/.{1,4}/g)?.join(' ')}</code>
          <CopyButton text={secret} label="Copy the secret" />
        </p>
      </div>
      <RequestForm request={confirming} onSubmit={textOf => confirming.mutate(textOf('/code'), { onSuccess: onDone })}>
        <Field
          {...fieldOf('/code')}
          autoComplete="one-time-code"
          inputMode="numeric"
          autoFocus
          {...constraintsOf(code)}
          description="The code that the app shows now"
          advice="Enter the six digits that the app shows"
        />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" look="primary" isPending={confirming.isPending}>
            Switch on
          </Button>
          <Button onPress={onCancel}>Cancel</Button>
        </div>
      </RequestForm>
    </div>
  )
}
