import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { Card, CardBody } from '../../components/card.tsx'
import { RequestForm } from '../../components/request-form.tsx'
import { StatusText } from '../../components/status-text.tsx'
import { isProblem } from '../../lib/problem-error.ts'
import type { Tenant, TenantForm } from './tenant-requests.ts'

/** What a card for a part of the tenant needs from its page. */
export type TenantCardProps = {
  tenant: Tenant
  onChanged: () => Promise<unknown>
  onReload: () => Promise<unknown>
}

type TenantFieldCardProps = Pick<TenantCardProps, 'onReload'> & {
  title: string
  form: TenantForm
  onSubmit: (textOf: (name: string) => string) => void
  saveLabel: ReactNode
  /** What the page says once it is saved. */
  saved: string | false
  children: ReactNode
}

/** A form that changes one field of the tenant. It offers the current version to somebody who changed an older one. */
export function TenantFieldCard(props: TenantFieldCardProps) {
  const { title, form, onSubmit, onReload, saveLabel, saved, children } = props
  const { changing, draft } = form
  const isStale = isProblem(changing.error, 'precondition-failed')
  const reload = async () => {
    await onReload()
    changing.reset()
  }
  return (
    <Card title={title}>
      <CardBody>
        <RequestForm
          request={changing}
          draft={draft}
          help={
            isStale && (
              <Button onPress={reload}>
                <Trans>Load the current version</Trans>
              </Button>
            )
          }
          onSubmit={onSubmit}
        >
          {children}
          <Button type="submit" look="primary" isPending={changing.isPending} className="self-start">
            {saveLabel}
          </Button>
        </RequestForm>
        <StatusText>{saved}</StatusText>
      </CardBody>
    </Card>
  )
}
