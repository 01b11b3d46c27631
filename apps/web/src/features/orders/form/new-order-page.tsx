import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { buttonStyle } from '../../../components/button.tsx'
import { Page } from '../../../components/page.tsx'
import { focusPageHeading } from '../../../components/page-heading.tsx'
import { RestoredDraft } from '../../../components/restored-draft.tsx'
import { roleName } from '../../../lib/contract-texts.ts'
import { useFormDraft } from '../../../lib/drafts-context.ts'
import { useMay, useSignedInUser } from '../../../lib/signed-in-user.ts'
import { BackToOrders } from '../back-to-orders.tsx'
import { useListPlace } from '../list-place.ts'
import { useCreateOrder } from '../order-mutations.ts'
import { type DraftInput, emptyDraft, isDraftInput } from './draft-input.ts'
import { FormClosed } from './form-closed.tsx'
import { OrderForm } from './order-form.tsx'

export function NewOrderPage() {
  const mayWrite = useMay('orders:write')
  const [discards, setDiscards] = useState(0)
  return (
    <Page title={t`New order`} back={<BackToOrders />}>
      {mayWrite ? <NewOrder key={discards} onDiscard={() => setDiscards(count => count + 1)} /> : <NoWrite />}
    </Page>
  )
}

function NoWrite() {
  const { role } = useSignedInUser()
  return (
    <FormClosed
      title={t`Your role does not permit this`}
      why={t`As a ${roleName(role)} you can read orders, but not create them.`}
      back={{ to: '/orders', label: t`Go to the orders` }}
    />
  )
}

/** The id makes the Idempotency-Key, so that a draft that is restored and sent again makes one order. */
type NewDraft = { id: string; input: DraftInput }

function NewOrder({ onDiscard }: { onDiscard: () => void }) {
  const navigate = useNavigate()
  const place = useListPlace()
  const draft = useFormDraft(useSignedInUser(), 'orders/new', isNewDraft)
  const [{ id, input }] = useState<NewDraft>(() => draft.restored ?? { id: crypto.randomUUID(), input: emptyDraft() })
  const creating = useCreateOrder(id, draft.discard)
  const discard = () => {
    draft.discard()
    onDiscard()
    focusPageHeading()
  }
  return (
    <>
      {draft.restored && <RestoredDraft onDiscard={discard} />}
      <OrderForm
        initial={input}
        submitLabel={t`Create order`}
        request={creating}
        onChange={changed => draft.keep({ id, input: changed })}
        onSubmit={body =>
          creating.mutate(body, {
            onSuccess: created => navigate({ to: '/orders/$orderId', params: { orderId: created.id }, state: true }),
          })
        }
        cancel={
          <Link to="/orders" search={place} className={buttonStyle('quiet')}>
            <Trans>Cancel</Trans>
          </Link>
        }
      />
    </>
  )
}

function isNewDraft(value: unknown): value is NewDraft {
  const { id, input } = Object(value) as Partial<NewDraft>
  return typeof id === 'string' && isDraftInput(input)
}
