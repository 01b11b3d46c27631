import type { ReactNode } from 'react'
import { Page } from '../components/page.tsx'
import { PalisadeMark } from '../components/palisade-mark.tsx'
import { SkipLink } from '../components/skip-link.tsx'
import { Actions } from './actions.tsx'
import { Content } from './content.tsx'
import { Fields } from './fields.tsx'
import { Lists } from './lists.tsx'
import { Notices } from './notices.tsx'
import { Tokens } from './tokens.tsx'

const sections = [
  ['Tokens', Tokens],
  ['Actions', Actions],
  ['Fields and forms', Fields],
  ['Notices', Notices],
  ['Content', Content],
  ['Lists and tables', Lists],
] as const

/** All components of `src/components`, each in its states, and the tokens that they are made of. */
export function Gallery() {
  return (
    <>
      <SkipLink />
      <main id="content" tabIndex={-1} className="px-4 py-8 sm:px-6">
        <Page
          title="Components"
          width="charts"
          back={<PalisadeMark className="size-8 text-accent" />}
          intro="What all pages consist of, each in its states."
        >
          {sections.map(([title, Examples]) => (
            <Section key={title} title={title}>
              <Examples />
            </Section>
          ))}
        </Page>
      </main>
    </>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-5 flex flex-col gap-5">
      <h2 className="border-b border-line pb-2 text-lg font-bold">{title}</h2>
      {children}
    </section>
  )
}
