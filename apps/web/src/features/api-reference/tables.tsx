import { t } from '@lingui/core/macro'
import { type ProblemCode, problems } from '@palisade/contracts'
import type { ReactNode } from 'react'
import { Card } from '../../components/card.tsx'
import type { Reference } from './reference.ts'

/** The `type` of each problem (RFC 9457) leads to its code here. */
export function ErrorsTable() {
  return (
    <Section id="errors" title={t`Errors`}>
      {(Object.keys(problems) as ProblemCode[]).map(code => (
        <Entry key={code} id={code} term={code}>
          <span className="font-mono font-semibold text-ink">{problems[code].status}</span> {problems[code].title}
        </Entry>
      ))}
    </Section>
  )
}

export function ScopesTable({ scopes }: { scopes: Reference['scopes'] }) {
  return (
    <Section id="scopes" title={t`Scopes`}>
      {Object.entries(scopes).map(([scope, meaning]) => (
        <Entry key={scope} id={scope} term={scope}>
          {meaning}
        </Entry>
      ))}
    </Section>
  )
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <div id={id} tabIndex={-1}>
      <Card title={title}>
        <dl className="flex flex-col divide-y divide-line px-4 py-2 text-sm sm:px-6">{children}</dl>
      </Card>
    </div>
  )
}

function Entry({ id, term, children }: { id: string; term: string; children: ReactNode }) {
  return (
    <div id={id} tabIndex={-1} className="grid gap-x-4 py-2 target:bg-sunken sm:grid-cols-[16rem_minmax(0,1fr)]">
      <dt className="wrap-anywhere">
        <code className="font-mono">{term}</code>
      </dt>
      <dd lang="en" className="text-ink-soft">
        {children}
      </dd>
    </div>
  )
}
