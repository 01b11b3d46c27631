import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Button } from '../components/button.tsx'
import { useOperator } from '../features/operator/operator-context.ts'
import type { Acting } from '../features/operator/operator-session.ts'

/** Shown on every page while an operator acts for an owner. */
export function ActingBanner({ acting: { tenant, endsAt } }: { acting: Acting }) {
  const operator = useOperator()
  const navigate = useNavigate()
  const ending = useMutation({
    mutationFn: operator.stopActing,
    onSettled: () => navigate({ to: '/operator/tenants/$tenantId', params: { tenantId: tenant.id } }),
  })
  const minutes = useMinutesUntil(endsAt)
  const { name } = tenant
  return (
    <section
      aria-label={t`Acting for an owner`}
      className="sticky top-16 z-10 flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-b border-warn/40 bg-warn-soft px-4 py-2 text-sm print:hidden sm:px-6"
    >
      <p className="min-w-0 wrap-anywhere">
        <Trans>
          You act for an owner of <strong>{name}</strong>.
        </Trans>{' '}
        {plural(minutes, { one: '# minute left.', other: '# minutes left.' })}
      </p>
      <Button onPress={() => ending.mutate()} isPending={ending.isPending}>
        {t`End`}
      </Button>
    </section>
  )
}

function useMinutesUntil(instant: string): number {
  const [nowMs, setNowMs] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 10_000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.ceil((Date.parse(instant) - nowMs) / 60_000))
}
