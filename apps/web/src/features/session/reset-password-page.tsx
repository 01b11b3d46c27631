import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { forgotPasswordPage } from '@palisade/contracts'
import { PageHeading } from '../../components/page-heading.tsx'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { Entrance } from './entrance.tsx'
import { EntranceLink } from './entrance-link.tsx'
import { SetPasswordByLink } from './set-password-by-link.tsx'

export function ResetPasswordPage() {
  const client = useClient()
  return (
    <Entrance>
      <PageHeading title={t`Set a new password`} />
      <SetPasswordByLink
        purpose="password-reset"
        send={body => dataOf(client('auth.complete-password-reset', { body }))}
        button={t`Set password`}
        done={{
          title: t`Password set`,
          text: t`All your devices were signed out. Sign in with the new password.`,
        }}
      >
        <EntranceLink to={forgotPasswordPage}>
          <Trans>Ask for a new link</Trans>
        </EntranceLink>
      </SetPasswordByLink>
    </Entrance>
  )
}
