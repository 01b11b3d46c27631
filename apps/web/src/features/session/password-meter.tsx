import { t } from '@lingui/core/macro'
import { useDeferredValue, useEffect, useState } from 'react'
import type { Strength } from '../../lib/estimate-password.ts'

type Estimate = (password: string, email: string) => Strength

const words = (): Readonly<Record<Strength, { label: string; advice: string; filled: number; color: string }>> => ({
  weak: { label: t`Weak`, advice: t`Add more unrelated words`, filled: 1, color: 'bg-danger' },
  fair: { label: t`Fair`, advice: t`One or two words more make it strong`, filled: 2, color: 'bg-warn' },
  strong: { label: t`Strong`, advice: t`Attackers need too long to guess it`, filled: 3, color: 'bg-accent' },
})

const steps = [1, 2, 3]

/** Estimates a new password while it is typed, on this device: nothing of it is sent before the form is. */
export function PasswordMeter({ password, email }: { password: string; email: string }) {
  const typed = useDeferredValue(password)
  const estimate = useEstimate(password !== '')
  const strength = estimate && typed ? estimate(typed, email) : undefined
  if (!strength) return null
  const { label, advice, filled, color } = words()[strength]
  return (
    <div className="flex flex-col gap-1.5">
      <meter
        aria-label={t`Password strength`}
        min={0}
        max={steps.length}
        value={filled}
        aria-valuetext={label}
        className="sr-only"
      />
      <div aria-hidden="true" className="flex gap-1">
        {steps.map(step => (
          <span key={step} className={`h-1.5 flex-1 rounded-full ${step <= filled ? color : 'bg-line'}`} />
        ))}
      </div>
      <p role="status" className="text-sm text-ink-soft">
        {label}. {advice}.
      </p>
    </div>
  )
}

/** Loads the estimator when somebody begins to type. Without it, such as offline, there is no meter, and the form works. */
function useEstimate(isNeeded: boolean): Estimate | undefined {
  const [estimate, setEstimate] = useState<Estimate>()
  useEffect(() => {
    if (!isNeeded || estimate) return
    import('../../lib/estimate-password.ts').then(
      ({ estimatePassword }) => setEstimate(() => estimatePassword),
      () => undefined,
    )
  }, [isNeeded, estimate])
  return estimate
}
