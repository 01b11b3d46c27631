import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { endpoints, type ResponseOf } from '@palisade/contracts'
import { Button } from '../../../components/button.tsx'
import { ButtonRow } from '../../../components/button-row.tsx'
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
      <p>
        <Trans>Enter your password to begin.</Trans>
      </p>
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
        <ButtonRow>
          <Button type="submit" look="primary" isPending={isPending}>
            <Trans>Continue</Trans>
          </Button>
          <Button onPress={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
        </ButtonRow>
      </RequestForm>
    </div>
  )
}

type Enrolled = ResponseOf<'second-factor.enrol'>

function ConfirmStep({ enrolled: { secret, uri }, onDone, onCancel }: SetUpProps & { enrolled: Enrolled }) {
  const confirming = useConfirm()
  return (
    <div className="flex max-w-md flex-col gap-4">
      <p>
        <Trans>Scan this code with your authenticator app.</Trans>
      </p>
      <QrCode text={uri} label={t`QR code for the authenticator app`} />
      <div>
        <p>
          <Trans>If you cannot scan it, type this secret into the app:</Trans>
        </p>
        <p className="flex flex-wrap items-baseline gap-x-4">
          <code className="font-mono wrap-anywhere">{secret.match(/.{1,4}/g)?.join(' ')}</code>
          <CopyButton text={secret} label={t`Copy the secret`} />
        </p>
      </div>
      <RequestForm request={confirming} onSubmit={textOf => confirming.mutate(textOf('/code'), { onSuccess: onDone })}>
        <Field
          {...fieldOf('/code')}
          autoComplete="one-time-code"
          inputMode="numeric"
          autoFocus
          {...constraintsOf(code)}
          description={t`The code that the app shows now`}
          advice={t`Enter the six digits that the app shows`}
        />
        <ButtonRow>
          <Button type="submit" look="primary" isPending={confirming.isPending}>
            <Trans>Switch on</Trans>
          </Button>
          <Button onPress={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
        </ButtonRow>
      </RequestForm>
    </div>
  )
}
