import type { ResponseOf } from '@palisade/contracts'
import type { Bar, Series } from '../components/chart/chart-data.ts'
import { ProblemError } from '../lib/problem-error.ts'

export const apiKey: ResponseOf<'api-keys.create'> = {
  id: '018f2b1c-0000-7000-8000-000000000001',
  name: 'CI',
  hint: 'pk_example',
  key: 'pk_example-of-a-key',
  scopes: ['orders:read'],
  serviceAccountId: null,
  createdBy: '018f2b1c-0000-7000-8000-000000000002',
  rollDue: false,
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-04-01T00:00:00.000Z',
  lastUsedAt: null,
}

/** A refusal by a limit that counts down for a minute. */
export const throttled = new ProblemError({
  problem: {
    type: 'about:blank',
    title: 'Too many requests',
    status: 429,
    code: 'quota-exceeded',
    requestId: '0123456789abcdef0123456789abcdef',
    'violated-policies': ['tenant'],
  },
  headers: new Headers({ 'retry-after': '60' }),
})

export const series: readonly Series[] = [
  { key: 'draft', name: 'Draft', fill: 'fill-info' },
  { key: 'paid', name: 'Paid', fill: 'fill-plum' },
]

export const bars: readonly Bar[] = [
  { at: '1', label: '1 Nov', values: { draft: 2, paid: 5 } },
  { at: '2', label: '2 Nov', values: { draft: 4 } },
]
