import { useState } from 'react'
import { Button } from 'react-aria-components'

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <Button
      aria-label={isCopied ? 'Copied' : label}
      onPress={copy}
      className="rounded font-semibold text-ink underline decoration-edge underline-offset-2 hover:decoration-ink"
    >
      {isCopied ? 'Copied' : 'Copy'}
    </Button>
  )
}
