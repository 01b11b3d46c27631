import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Notice } from '../../components/notice.tsx'

/** In place of a form that needs the token of a mailed link. */
export function LinkNeeded() {
  return (
    <Notice tone="warn" title={t`Open the link in your mail again`}>
      <p className="text-sm">
        <Trans>This page opens only from the link. What you typed here is kept in this tab.</Trans>
      </p>
    </Notice>
  )
}
