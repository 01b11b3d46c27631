import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CopyButton } from './copy-button.tsx'

/** The id to quote when asking for help: every layer logs it. */
export function RequestId({ requestId }: { requestId: string }) {
  return (
    <p className="text-[0.8125rem] text-ink-soft">
      <Trans>
        Request id <code className="font-mono text-xs break-all">{requestId}</code>{' '}
        <CopyButton text={requestId} label={t`Copy request id`} />
      </Trans>
    </p>
  )
}
