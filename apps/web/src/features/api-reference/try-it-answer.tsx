import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'
import { RequestId } from '../../components/request-id.tsx'
import { formatNumber } from '../../lib/numbers.ts'
import { CodeBlock } from './code-block.tsx'
import type { Answer } from './send-request.ts'

/** Takes the focus, so that a screen reader announces the status. */
export function TryItAnswer({ answer }: { answer: Answer }) {
  const { status, statusText, tookMs, requestId, headers, body } = answer
  const heading = useRef<HTMLParagraphElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section aria-label={t`Response to your request`} className="flex min-w-0 flex-col gap-3">
      <p ref={heading} tabIndex={-1} className="font-semibold">
        <span lang="en" className={status < 400 ? 'text-accent' : 'text-danger'}>
          {status} {statusText}
        </span>{' '}
        <span className="text-sm font-normal text-ink-faint">
          <Trans>in {formatNumber(tookMs)} ms</Trans>
        </span>
      </p>
      {requestId && <RequestId requestId={requestId} />}
      {body && <CodeBlock title={t`Body`} code={body} copyLabel={t`Copy the body`} />}
      <CodeBlock
        title={t`Headers`}
        code={headers.map(([name, value]) => `${name}: ${value}`).join('\n')}
        copyLabel={t`Copy the headers`}
      />
    </section>
  )
}
