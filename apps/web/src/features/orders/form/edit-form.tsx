import type { Order } from '@palisade/contracts'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, buttonStyle } from '../../../components/button.tsx'
import { ProblemNotice } from '../../../components/problem-notice.tsx'
import { RestoredDraft } from '../../../components/restored-draft.tsx'
import { useFormDraft } from '../../../lib/drafts-context.ts'
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
  const { mutate, error, isPending, submittedAt } = useChangeOrder(seen, draft.discard)
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

  return (
    <>
      {error && (
        <ProblemNotice key={submittedAt} error={error} takesFocus>
          {isStale(error) && (
            <>
              <p className="text-sm">
                Your changes were not saved; they are still in the form. Loading the latest version discards them.
              </p>
              <Button className="self-start" onPress={reload}>
                Load the latest version
              </Button>
            </>
          )}
        </ProblemNotice>
      )}
      {draft.restored && <RestoredDraft onDiscard={reload} />}
      <OrderForm
        initial={opened.input}
        submitLabel="Save changes"
        isUnchanged={!isChanged}
        isPending={isPending}
        error={error}
        onChange={change}
        onSubmit={body => mutate(body, { onSuccess: () => navigate(target) })}
        cancel={
          <Link {...target} className={buttonStyle('quiet')}>
            Cancel
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
