import { Trans } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { focusPageHeading } from '../../components/page-heading.tsx'

type OpenedFormProps = {
  openLabel: string
  /** The name of the button for screen readers: which account the form is for. */
  openName: string
  /** The form, with its button for cancelling. */
  children: (cancel: ReactNode) => ReactNode
}

/** A button, and in its place a form once it was pressed. */
export function OpenedForm({ openLabel, openName, children }: OpenedFormProps) {
  const [isOpen, setOpen] = useState(false)
  const close = () => {
    setOpen(false)
    focusPageHeading()
  }
  if (isOpen)
    return children(
      <Button onPress={close}>
        <Trans>Cancel</Trans>
      </Button>,
    )
  return (
    <Button className="self-start" aria-label={openName} onPress={() => setOpen(true)}>
      {openLabel}
    </Button>
  )
}
