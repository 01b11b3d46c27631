import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { PageHeading } from '../../components/page-heading.tsx'
import { useClient } from '../../lib/client-context.ts'
import { dataOf } from '../../lib/problem-error.ts'
import { Entrance } from './entrance.tsx'
import { SetPasswordByLink } from './set-password-by-link.tsx'

/** Opened by the link that was mailed to the earlier address when the email of an account was changed. */
export function RestoreEmailPage() {
  const client = useClient()
  return (
    <Entrance>
      <PageHeading title={t`Restore your email`} />
      <p className="text-ink-soft">
        <Trans>
          Somebody changed the email of your account. Set a new password to restore this address and to sign out all
          devices.
        </Trans>
      </p>
      <SetPasswordByLink
        purpose="email-undo"
        send={body => dataOf(client('auth.undo-email-change', { body }))}
        button={t`Restore email`}
        done={{
          title: t`Email restored`,
          text: t`All devices were signed out. Sign in with the new password.`,
        }}
      />
    </Entrance>
  )
}
