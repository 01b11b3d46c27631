import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { adminOrigin } from '../lib/admin-host.ts'
import { linkStyle } from './link-style.ts'
import { Notice } from './notice.tsx'

/** Says that only the host of administrators serves something, and leads there. */
export function AdminHostNotice({ purpose, path }: { purpose: string; path: string }) {
  const { host } = new URL(adminOrigin)
  return (
    <Notice tone="info" title={t`To ${purpose}, use ${host}`}>
      <p>
        <Trans>That host asks for your client certificate, and you sign in there again.</Trans>
      </p>
      <a href={adminOrigin + path} className={linkStyle}>
        <Trans>Go to {host}</Trans>
      </a>
    </Notice>
  )
}
