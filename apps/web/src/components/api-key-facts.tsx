import { t } from '@lingui/core/macro'
import type { ResponseOf } from '@palisade/contracts'
import type { ReactNode } from 'react'
import { formatDay, formatMoment } from '../lib/dates.ts'

type ApiKey = Pick<
  ResponseOf<'api-keys.list'>['items'][number],
  'name' | 'hint' | 'scopes' | 'expiresAt' | 'lastUsedAt'
>

type ApiKeyFactsProps = {
  apiKey: ApiKey
  /** Continues the line about the use of the key. */
  more?: string
  children?: ReactNode
}

/** What a list shows of an API key. */
export function ApiKeyFacts({ apiKey, more = '', children }: ApiKeyFactsProps) {
  const { name, hint, scopes, expiresAt, lastUsedAt } = apiKey
  return (
    <>
      <span className="font-medium wrap-anywhere">{name}</span>
      <span className="text-sm text-ink-soft">
        <code className="font-mono">{hint}…</code> · {scopes.join(', ')}
      </span>
      <span className="text-sm text-ink-faint">
        {lastUsedAt ? t`Last used ${formatMoment(lastUsedAt)}` : t`Never used`} · {t`expires ${formatDay(expiresAt)}`}
        {more}
      </span>
      {children}
    </>
  )
}
