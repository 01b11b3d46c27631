import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Logo } from '../../components/logo.tsx'
import { useBranding } from '../../lib/branding-context.ts'
import { LanguageChoice } from './language-choice.tsx'

const questions = () =>
  [
    [t`Who calls?`, t`Authentication`],
    [t`What may they do?`, t`Authorization`],
    [t`From where?`, t`Origins and network`],
    [t`How often?`, t`Limits and quotas`],
    [t`What if it is misused?`, t`Firewall and logs`],
  ] as const

/** The frame of the pages for visitors. */
export function Entrance({ children }: { children: ReactNode }) {
  const { name } = useBranding()
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <aside className="relative hidden overflow-hidden bg-brand text-on-brand lg:flex lg:flex-col lg:justify-between">
        <p className="flex items-center gap-3 p-10 text-lg font-bold">
          <Logo className="size-7" />
          {name ?? 'Palisade'}
        </p>
        <div className="flex flex-col gap-6 px-10 pb-56">
          <p className="max-w-sm text-3xl leading-tight font-bold tracking-tight text-balance">
            <Trans>Every request passes five checks.</Trans>
          </p>
          <dl className="grid max-w-sm grid-cols-[1fr_auto] gap-x-8 gap-y-2.5">
            {questions().map(([question, layer]) => (
              <div key={question} className="col-span-2 grid grid-cols-subgrid border-t border-on-brand/15 pt-2.5">
                <dt className="font-medium">{question}</dt>
                <dd className="text-on-brand/70">{layer}</dd>
              </div>
            ))}
          </dl>
        </div>
        <Fence />
      </aside>
      <main id="content" tabIndex={-1} className="flex flex-col px-5 py-8 sm:px-10">
        <p className="flex items-center gap-2.5 font-bold lg:hidden">
          <Logo className="size-6 text-accent" />
          {name ?? 'Palisade'}
        </p>
        <div className="m-auto flex w-full max-w-sm flex-col gap-6 py-8">{children}</div>
        <LanguageChoice />
      </main>
    </div>
  )
}

function Fence() {
  return (
    <svg aria-hidden="true" className="absolute inset-x-0 bottom-0 h-40 w-full text-on-brand/10" fill="currentColor">
      <defs>
        <pattern id="stakes" width="88" height="160" patternUnits="userSpaceOnUse">
          <path d="M4 160V46l16-20 16 20v114zm44 0V62l16-20 16 20v98z" />
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#stakes)" />
    </svg>
  )
}
