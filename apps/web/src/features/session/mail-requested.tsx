import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Notice } from '../../components/notice.tsx'

/** The answer to a request for a mail. It is the same whatever the address, so it promises nothing about an account. */
export function MailRequested({ email, children }: { email: string; children: ReactNode }) {
  return (
    <Notice tone="info" title={t`Check your mail`} takesFocus>
      <p className="text-sm">
        <Trans>
          We have sent a mail to <strong className="wrap-anywhere">{email}</strong>. {children}
        </Trans>
      </p>
      <p className="text-sm text-ink-soft">
        <Trans>No mail after a few minutes? Check the spam folder, or ask again.</Trans>
      </p>
    </Notice>
  )
}
