import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Order } from '@palisade/contracts'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Button, buttonStyle } from '../../../components/button.tsx'
import { RestoredDraft } from '../../../components/restored-draft.tsx'
import { useFormDraft } from '../../../lib/drafts-context.ts'
import { isProblem } from '../../../lib/problem-error.ts'
import { useSignedInUser } from '../../../lib/signed-in-user.ts'
import { isStale, useChangeOrder } from '../order-mutations.ts'
import { type DraftInput, inputOf, isDraftInput, isSameDraft } from './draft-input.ts'
import { OrderForm } from './order-form.tsx'

/** The user's input, and the version that it is based on. */
type Edit = { version: number; input: DraftInput }

/** Sends the version that the user began with: a newer one that arrives meanwhile must not be overwritten unseen. */
export function EditForm({ order, onReload }: { order: Order; onReload: () => void }) {
  const navigate = useNavigate()
  const draft = useFormDraft(useSignedInUser(), `orders/${order.id}/edit`, isEdit)
  const [opened] = useState(() => {
    const saved = inputOf(order)
    return draft.restored ? { ...draft.restored, saved } : { version: order.version, input: saved, saved }
  })
  const seen = { id: order.id, version: opened.version }
  const [isChanged, setChanged] = useState(draft.restored !== undefined)
  const changing = useChangeOrder(seen, draft.discard)
  const target = { to: '/orders/$orderId', params: { orderId: order.id }, state: true } as const

  function change(input: DraftInput) {
    const isNew = opened.version !== order.version || !isSameDraft(input, opened.saved)
    setChanged(isNew)
    if (isNew) draft.keep({ version: opened.version, input })
    else draft.discard()
  }

  function reload() {
    draft.discard()
    onReload()
  }

  function helpWith(error: unknown): ReactNode {
    if (isProblem(error, 'order-not-editable')) {
      return (
        <>
          <p className="text-sm">
            <Trans>Your changes cannot be saved. They are still in the form, for you to copy.</Trans>
          </p>
          <Link {...target} className={buttonStyle('secondary', 'self-start')}>
            <Trans>Go to the order</Trans>
          </Link>
        </>
      )
    }
    return (
      isStale(error) && (
        <>
          <p className="text-sm">
            <Trans>
              Your changes were not saved; they are still in the form. Loading the latest version discards them.
            </Trans>
          </p>
          <Button className="self-start" onPress={reload}>
            <Trans>Load the latest version</Trans>
          </Button>
        </>
      )
    )
  }

  return (
    <>
      {draft.restored && <RestoredDraft onDiscard={reload} />}
      <OrderForm
        initial={opened.input}
        submitLabel={t`Save changes`}
        isUnchanged={!isChanged}
        request={changing}
        help={helpWith(changing.error)}
        onChange={change}
        onSubmit={body => changing.mutate(body, { onSuccess: () => navigate(target) })}
        cancel={
          <Link {...target} className={buttonStyle('quiet')}>
            <Trans>Cancel</Trans>
          </Link>
        }
      />
    </>
  )
}

function isEdit(value: unknown): value is Edit {
  const { version, input } = Object(value) as Partial<Edit>
  return Number.isInteger(version) && isDraftInput(input)
}
