import type { ReactNode } from 'react'
import { Notice } from '../../components/notice.tsx'

/** The answer to a request for a mail. It is the same whatever the address, so it promises nothing about an account. */
export function MailRequested({ email, children }: { email: string; children: ReactNode }) {
  return (
    <Notice tone="info" title="Check your mail" takesFocus>
      <p className="text-sm">
        We have sent a mail to <strong className="wrap-anywhere">{email}</strong>. {children}
      </p>
      <p className="text-sm text-ink-soft">No mail after a few minutes? Look into the spam folder, or ask again.</p>
    </Notice>
  )
}
