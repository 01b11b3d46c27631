import { CopyButton } from './copy-button.tsx'

/** The id to quote when asking for help: every layer logs it. */
export function RequestId({ requestId }: { requestId: string }) {
  return (
    <p className="text-[0.8125rem] text-ink-soft">
      Request id <code className="font-mono text-xs break-all">{requestId}</code>{' '}
      <CopyButton text={requestId} label="Copy request id" />
    </p>
  )
}
