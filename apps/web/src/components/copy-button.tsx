import { t } from '@lingui/core/macro'
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { linkStyle } from './link-style.ts'

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <Button aria-label={isCopied ? t`Copied` : label} onPress={copy} className={linkStyle}>
      {isCopied ? t`Copied` : t`Copy`}
    </Button>
  )
}
